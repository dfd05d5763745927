package dev.loopline.contracts;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The names of the files that a backtest of RD-Agent leaves in the root of its workspace. RD-Agent 0.3 wrote its table of
 * factors as a pickle, later ones as Parquet; the return curve is a pickle up to 0.8 and Parquet in 1.0.
 */
public final class ResultFiles {

    /** The figures of the backtest, one a row. */
    public static final String METRICS = "qlib_res.csv";

    /** The daily returns; either of the two. */
    public static final List<String> CURVES = List.of("ret.pkl", "ret.parquet");

    /** The factors that the backtest was given beside its base features; either of the two. */
    public static final List<String> FACTOR_TABLES = List.of("combined_factors_df.parquet", "combined_factors_df.pkl");

    private ResultFiles() {}

    /** All of these names, each once. */
    public static List<String> all() {
        return Stream.of(List.of(METRICS), CURVES, FACTOR_TABLES)
                .flatMap(List::stream)
                .toList();
    }

    /**
     * Whether figures and curve of a backtest are there.
     *
     * @param isThere whether the workspace has a file of this name
     */
    public static boolean hasBacktest(Predicate<String> isThere) {
        return isThere.test(METRICS) && CURVES.stream().anyMatch(isThere);
    }

    /**
     * Whether a table of factors is there.
     *
     * @param isThere whether the workspace has a file of this name
     */
    public static boolean hasFactorTable(Predicate<String> isThere) {
        return FACTOR_TABLES.stream().anyMatch(isThere);
    }
}
