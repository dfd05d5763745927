@NullMarked
package dev.loopline.importer;

import org.jspecify.annotations.NullMarked;
