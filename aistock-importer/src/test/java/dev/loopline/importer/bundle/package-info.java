@NullMarked
package dev.loopline.importer.bundle;

import org.jspecify.annotations.NullMarked;
