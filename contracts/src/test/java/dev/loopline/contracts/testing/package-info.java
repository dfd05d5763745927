/** Rules that the architecture tests of all modules share. */
@NullMarked
package dev.loopline.contracts.testing;

import org.jspecify.annotations.NullMarked;
