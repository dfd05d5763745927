/** Tests of the package of the same name. */
@NullMarked
package dev.loopline.backfill.runner;

import org.jspecify.annotations.NullMarked;
