package dev.loopline.backfill.loop;

import dev.loopline.backfill.metadata.MetadataFiles;
import dev.loopline.backfill.workspace.WorkspaceFolder;
import dev.loopline.contracts.ResultFiles;
import dev.loopline.contracts.event.Loop;
import dev.loopline.contracts.event.Workspace;
import dev.loopline.kit.session.SessionExperiment;
import dev.loopline.kit.session.SessionLoop;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a loop has a result. Its files say so, or the session that kept the figures of a backtest whose files are not there,
 * because RD-Agent took them from its cache; a flag without either is not believed.
 */
final class LoopResult {

    static final String FACTOR = "factor";
    static final String MODEL = "model";
    static final String UNKNOWN = "unknown";

    private LoopResult() {}

    /**
     * What the loop evolved: as the loop says, because a scan of folders takes every backtest for that of a model; else as
     * its workspace says; else as its files do.
     */
    static String action(
            Loop loop, Workspace primary, Optional<WorkspaceFolder> folder, @Nullable SessionLoop session) {
        if (isKnown(loop.action())) {
            return String.valueOf(loop.action());
        }
        if (isKnown(primary.experimentType())) {
            return String.valueOf(primary.experimentType());
        }
        Optional<String> said = Optional.ofNullable(session).flatMap(SessionLoop::action);
        if (said.filter(LoopResult::isKnown).isPresent()) {
            return said.get();
        }
        if (folder.filter(one -> one.has("model.py")).isPresent()) {
            return MODEL;
        }
        return folder.filter(one -> ResultFiles.hasFactorTable(one::has)).isPresent() ? FACTOR : UNKNOWN;
    }

    /**
     * @param experiment what the session says of the experiment; null if nothing
     */
    static boolean of(String action, WorkspaceFolder folder, @Nullable SessionExperiment experiment)
            throws IOException {
        boolean backtest = ResultFiles.hasBacktest(folder::has);
        boolean stopped = experiment != null && !experiment.ran();
        // The table is written before the backtest: alone it is no result of an experiment that never ran.
        boolean factors = ResultFiles.hasFactorTable(folder::has) && (backtest || !stopped);
        boolean byAction = action.equals(FACTOR) && factors
                || action.equals(MODEL) && backtest
                || action.equals(UNKNOWN) && (factors || backtest);
        return byAction || isCached(experiment) || MetadataFiles.attestsResult(folder);
    }

    private static boolean isCached(@Nullable SessionExperiment experiment) {
        return experiment != null
                && experiment.ran()
                && experiment.figures().values().stream().anyMatch(Double::isFinite);
    }

    private static boolean isKnown(@Nullable String action) {
        return FACTOR.equals(action) || MODEL.equals(action);
    }
}
