@NullMarked
package dev.loopline.importer.position;

import org.jspecify.annotations.NullMarked;
