/** Tests of the package of the same name. */
@NullMarked
package dev.loopline.backfill.jinja;

import org.jspecify.annotations.NullMarked;
