package dev.loopline.catalog.merge;

import dev.loopline.contracts.LoopKey;
import org.jspecify.annotations.Nullable;

/**
 * How a factor does in one loop.
 *
 * @param loop the loop
 * @param sharpe of the backtest; null without one, which is below every figure
 */
public record Standing(LoopKey loop, @Nullable Double sharpe) {}
