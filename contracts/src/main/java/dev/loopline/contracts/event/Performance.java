package dev.loopline.contracts.event;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * The key figures of a loop's backtest, without cost. A figure is null where the backtest did not give it; zero is a
 * figure. All are finite.
 *
 * @param annualizedReturn per year, 0.18 is 18 %
 * @param maxDrawdown negative, -0.09 is a loss of 9 % from the peak
 * @param sharpe information ratio
 * @param ic information coefficient, mean
 * @param icIr information ratio of the coefficient
 * @param winRate share of winning days, 0 to 1
 * @param metrics every row of {@code qlib_res.csv}, an object
 */
public record Performance(
        @Nullable Double annualizedReturn,
        @Nullable Double maxDrawdown,
        @Nullable Double sharpe,
        @Nullable Double ic,
        @Nullable Double icIr,
        @Nullable Double winRate,
        JsonNode metrics) {}
