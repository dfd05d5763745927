package dev.loopline.watcher.adoption;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Knows whether a workspace holds a result worth carrying. Stateless. */
final class ResultFiles {

    private ResultFiles() {}

    /** Whether there are metrics with a return curve, a table of factors, or figures that an earlier backfill left. */
    static boolean areIn(Path folder) {
        return hasOne(folder, "combined_factors_df.parquet", "combined_factors_df.pkl", "factor_perf.json")
                || (hasOne(folder, "qlib_res.csv") && hasOne(folder, "ret.pkl", "ret.parquet"));
    }

    private static boolean hasOne(Path folder, String... names) {
        return Stream.of(names).anyMatch(name -> Files.isRegularFile(folder.resolve(name), LinkOption.NOFOLLOW_LINKS));
    }
}
