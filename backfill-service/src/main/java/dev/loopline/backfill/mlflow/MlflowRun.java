package dev.loopline.backfill.mlflow;

import dev.loopline.backfill.note.Notes;
import dev.loopline.backfill.workspace.FoundFile;
import dev.loopline.backfill.workspace.HomeFolder;
import dev.loopline.backfill.workspace.WorkspaceFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The mlflow run that produced a workspace's result: among those that finished the one with the latest end time, as
 * RD-Agent's own result reader chooses.
 *
 * @param weight the path of the trained model, relative to the workspace; empty if none can be named without a guess
 * @param params what the run was started with: flattened key to text; empty if no run is chosen
 */
public record MlflowRun(Optional<String> weight, Map<String, String> params) {

    private static final String WEIGHT = "/params.pkl";
    private static final String ANY_RUN = "mlruns/";
    private static final String ARTIFACTS = "/artifacts" + WEIGHT;

    public MlflowRun {
        params = Map.copyOf(params);
    }

    /**
     * Chooses. Several runs, runs that did not finish, and trained models that no store describes are a note.
     *
     * @param trackingUri what RD-Agent's environment says of where mlflow keeps its runs
     */
    public static MlflowRun choose(
            HomeFolder home, WorkspaceFolder workspace, Optional<String> trackingUri, Notes notes) throws IOException {
        List<StoredRun> all = runs(home, workspace, trackingUri, notes);
        Optional<StoredRun> chosen = all.stream()
                .filter(StoredRun::finished)
                .max(Comparator.comparingLong(StoredRun::endTimeMillis).thenComparing(StoredRun::id));
        if (all.size() > 1) {
            notes.add(
                    "SEVERAL_RUNS",
                    workspace.subject("mlruns"),
                    all.size() + " runs; " + chosen.map(StoredRun::id).orElse("none") + " was taken.");
        } else if (all.size() == 1 && chosen.isEmpty()) {
            notes.add("RUN_NOT_FINISHED", all.get(0).place(), "The run did not finish.");
        }
        Optional<String> weight = chosen.flatMap(run -> weight(run, workspace));
        boolean leftNothing = chosen.stream()
                .flatMap(run -> run.artifacts().stream())
                .noneMatch(folder -> hasFilesBelow(folder, workspace));
        if (weight.isEmpty() && leftNothing) {
            weight = undescribed(all, workspace, notes);
        }
        return new MlflowRun(weight, chosen.map(StoredRun::params).orElse(Map.of()));
    }

    private static List<StoredRun> runs(
            HomeFolder home, WorkspaceFolder workspace, Optional<String> trackingUri, Notes notes) throws IOException {
        Tracking tracking = Tracking.of(home, workspace, trackingUri);
        Map<String, StoredRun> runs = new LinkedHashMap<>();
        for (String folder : tracking.folders()) {
            new FileStore(workspace, folder, notes).runs().forEach(run -> runs.putIfAbsent(run.id(), run));
        }
        for (String database : tracking.databases()) {
            if (workspace.has(database)) {
                Path file = workspace.root().resolve(database);
                SqliteStore.runs(file, workspace.subject(database), notes)
                        .forEach(run -> runs.putIfAbsent(run.id(), run));
            }
        }
        if (tracking.shared().isPresent()) {
            Path file = tracking.shared().get();
            String subject = home.path().relativize(file).toString();
            Predicate<StoredRun> isOfHere =
                    run -> run.artifacts().stream().anyMatch(folder -> hasFilesBelow(folder, workspace));
            SqliteStore.runs(file, subject, notes).stream()
                    .filter(isOfHere)
                    .forEach(run -> runs.putIfAbsent(run.id(), run));
        }
        return new ArrayList<>(runs.values());
    }

    private static Optional<String> weight(StoredRun run, WorkspaceFolder workspace) {
        return run.artifacts().stream()
                .map(folder -> folder + WEIGHT)
                .filter(workspace::has)
                .findFirst();
    }

    private static boolean hasFilesBelow(String folder, WorkspaceFolder workspace) {
        return workspace.files().stream().anyMatch(file -> file.path().startsWith(folder + "/"));
    }

    /** The only trained model below {@code mlruns} is that of the result. Of several it is not known which. */
    private static Optional<String> undescribed(List<StoredRun> all, WorkspaceFolder workspace, Notes notes) {
        List<String> weights = workspace.files().stream()
                .map(FoundFile::path)
                .filter(path -> path.startsWith(ANY_RUN) && path.endsWith(ARTIFACTS))
                .filter(path -> !path.startsWith(ANY_RUN + "."))
                .toList();
        boolean described = all.stream()
                .anyMatch(run -> run.artifacts().stream().anyMatch(folder -> weights.contains(folder + WEIGHT)));
        if (weights.size() == 1 && !described) {
            return Optional.of(weights.get(0));
        }
        if (weights.size() > 1 && all.isEmpty()) {
            notes.add(
                    "WEIGHT_NOT_KNOWN",
                    workspace.subject("mlruns"),
                    weights.size() + " trained models and no store that describes their runs; none was taken.");
        }
        return Optional.empty();
    }
}
