/**
 * What a backtest by qlib leaves behind: {@code qlib_res.csv} and the folders of mlflow runs. Reads text only.
 */
@NullMarked
package dev.loopline.backfill.qlib;

import org.jspecify.annotations.NullMarked;
