/** Tests of backfill requests. */
@NullMarked
package dev.loopline.cli.backfill;

import org.jspecify.annotations.NullMarked;
