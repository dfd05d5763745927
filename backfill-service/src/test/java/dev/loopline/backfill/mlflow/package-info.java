/** Tests of the package of the same name. */
@NullMarked
package dev.loopline.backfill.mlflow;

import org.jspecify.annotations.NullMarked;
