package dev.loopline.backfill.loop;

import dev.loopline.backfill.metadata.MetadataFiles;
import dev.loopline.backfill.workspace.WorkspaceFolder;
import dev.loopline.contracts.event.Loop;
import dev.loopline.contracts.event.Workspace;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a loop has a result. Its files say so; a flag without files is not believed. */
final class LoopResult {

    static final String FACTOR = "factor";
    static final String MODEL = "model";
    static final String UNKNOWN = "unknown";

    private LoopResult() {}

    /**
     * What the loop evolved: as the loop says, because a scan of folders takes every backtest for that of a model; else as
     * its workspace says; else as its files do.
     */
    static String action(Loop loop, Workspace primary, Optional<WorkspaceFolder> folder) {
        if (isKnown(loop.action())) {
            return String.valueOf(loop.action());
        }
        if (isKnown(primary.experimentType())) {
            return String.valueOf(primary.experimentType());
        }
        if (folder.filter(one -> one.has("model.py")).isPresent()) {
            return MODEL;
        }
        return folder.filter(one -> one.has("combined_factors_df.parquet")).isPresent() ? FACTOR : UNKNOWN;
    }

    static boolean of(String action, WorkspaceFolder folder) throws IOException {
        boolean factors = folder.has("combined_factors_df.parquet");
        boolean backtest = folder.has("qlib_res.csv") && folder.has("ret.pkl");
        boolean byAction = action.equals(FACTOR) && factors
                || action.equals(MODEL) && backtest
                || action.equals(UNKNOWN) && (factors || backtest);
        return byAction || MetadataFiles.attestsResult(folder);
    }

    private static boolean isKnown(@Nullable String action) {
        return FACTOR.equals(action) || MODEL.equals(action);
    }
}
