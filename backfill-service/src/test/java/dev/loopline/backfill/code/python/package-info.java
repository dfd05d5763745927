/** Tests of what is derived from the sources of factors. */
@NullMarked
package dev.loopline.backfill.code.python;

import org.jspecify.annotations.NullMarked;
