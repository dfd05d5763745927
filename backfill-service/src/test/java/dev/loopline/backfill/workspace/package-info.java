/** Tests of the package of the same name. */
@NullMarked
package dev.loopline.backfill.workspace;

import org.jspecify.annotations.NullMarked;
