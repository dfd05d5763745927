/** Tests of the package of the same name. */
@NullMarked
package dev.loopline.backfill.yaml;

import org.jspecify.annotations.NullMarked;
