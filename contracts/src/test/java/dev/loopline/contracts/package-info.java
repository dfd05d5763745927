/** Vectors and properties of the ids, and the architecture of this module. */
@NullMarked
package dev.loopline.contracts;

import org.jspecify.annotations.NullMarked;
