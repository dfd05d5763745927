package dev.loopline.backfill.loop;

import dev.loopline.backfill.code.CodeScan;
import dev.loopline.backfill.metadata.Evidence;
import dev.loopline.backfill.metadata.FormerMetadata;
import dev.loopline.backfill.mlflow.MlflowRun;
import dev.loopline.backfill.note.Notes;
import dev.loopline.backfill.qlib.FactorTable;
import dev.loopline.backfill.qlib.QlibMetrics;
import dev.loopline.backfill.runner.Backtest;
import dev.loopline.backfill.runner.Runner;
import dev.loopline.backfill.workspace.HomeFolder;
import dev.loopline.backfill.workspace.WorkspaceFolder;
import dev.loopline.backfill.yaml.ConfigurationChoice;
import dev.loopline.backfill.yaml.ExecutedConfiguration;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.ResultFiles;
import dev.loopline.contracts.path.HomeRoots;
import dev.loopline.kit.session.Generation;
import dev.loopline.kit.session.SessionExperiment;
import dev.loopline.kit.session.SessionLoop;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the primary workspace says of a loop's backtest. What has vanished since an earlier backfill found it stays, with
 * a note. For one loop and one thread.
 */
record EvidenceReader(HomeFolder home, LoopKey loop, Notes notes) {

    /**
     * Reads the files.
     *
     * @param action {@code factor}, {@code model} or {@code unknown}
     * @param session what RD-Agent's session log says of the loop; null if there is none
     */
    Evidence read(WorkspaceFolder folder, String action, @Nullable SessionLoop session) throws IOException {
        @Nullable SessionExperiment experiment = session == null ? null : session.experiment();
        MlflowRun run = MlflowRun.choose(home, folder, home.environment().get(HomeRoots.MLFLOW_TRACKING_URI), notes);
        List<String> columns = FactorTable.factors(folder, notes);
        Runner runner = new Runner(new Backtest(
                action,
                session == null ? Generation.UNKNOWN : session.generation(),
                experiment,
                session == null ? List.of() : session.tasks(),
                columns.size(),
                ResultFiles.hasFactorTable(folder::has),
                folder.has("model.py"),
                folder.has(ResultFiles.METRICS) || ResultFiles.CURVES.stream().anyMatch(folder::has),
                home.environment().all()));
        FormerMetadata former = FormerMetadata.read(folder, loop);
        ExecutedConfiguration chosen = ConfigurationChoice.of(folder, run.params(), runner, notes);
        boolean kept = former.isConfigurationGone(folder, Optional.ofNullable(chosen.source()), run.weight());
        List<String> vanished = former.vanishedWeights(folder, run.weight());
        noteRemoved(folder, kept || !vanished.isEmpty());
        return new Evidence(
                LoopResult.of(action, folder, experiment) || former.hadResult(),
                kept ? former.configuration() : chosen,
                columns,
                metrics(folder, experiment),
                CodeScan.modelClass(folder),
                run.weight(),
                folder.files().stream().anyMatch(file -> file.path().startsWith("mlruns/"))
                        || vanished.stream().anyMatch(path -> path.startsWith("mlruns/")),
                kept,
                vanished);
    }

    private void noteRemoved(WorkspaceFolder folder, boolean removed) {
        if (removed) {
            notes.add(
                    "SOURCE_REMOVED",
                    folder.workspaceId(),
                    "Files of the loop are gone; what an earlier backfill derived from them stays.");
        }
    }

    /** The file where it is there; else what the session kept, of a backtest that RD-Agent took from its cache. */
    private Optional<QlibMetrics> metrics(WorkspaceFolder folder, @Nullable SessionExperiment experiment)
            throws IOException {
        if (folder.has(ResultFiles.METRICS)) {
            String subject = folder.subject(ResultFiles.METRICS);
            return folder.text(ResultFiles.METRICS).flatMap(text -> QlibMetrics.parse(text, subject, notes));
        }
        Optional<QlibMetrics> kept =
                Optional.ofNullable(experiment).flatMap(one -> QlibMetrics.ofSession(one.figures()));
        if (kept.isPresent()) {
            notes.add(
                    "METRICS_OF_SESSION",
                    folder.subject(ResultFiles.METRICS),
                    "It is not there; the figures are those that RD-Agent's session kept.");
        }
        return kept;
    }
}
