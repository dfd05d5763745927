/** Paths: vectors, properties, and real folders with links. */
@NullMarked
package dev.loopline.contracts.path;

import org.jspecify.annotations.NullMarked;
