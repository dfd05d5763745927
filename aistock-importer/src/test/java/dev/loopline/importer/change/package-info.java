/** The calls that change something, in the running importer. */
@NullMarked
package dev.loopline.importer.change;

import org.jspecify.annotations.NullMarked;
