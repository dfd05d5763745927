package dev.loopline.backfill.qlib;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.backfill.note.Notes;
import dev.loopline.backfill.workspace.FoundFile;
import dev.loopline.backfill.workspace.WorkspaceFolder;
import dev.loopline.backfill.yaml.YamlText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The mlflow run that produced a workspace's result: among those that finished the one with the latest end time, as
 * RD-Agent's own result reader chooses.
 *
 * @param folder relative to the workspace
 * @param endTimeMillis since 1970; 0 if the run does not say
 * @param params what the run was started with: flattened key to text
 */
public record MlflowRun(String folder, long endTimeMillis, Map<String, String> params) {

    private static final Pattern META = Pattern.compile("(mlruns/[^/]+/[^/]+)/meta\\.yaml");
    private static final int FINISHED = 3;
    private static final int MOST_PARAMS = 500;

    public MlflowRun {
        params = Map.copyOf(params);
    }

    private record Candidate(String folder, boolean finished, long endTimeMillis) {}

    /** The path of the trained model, relative to the workspace; empty if the run has none. */
    public Optional<String> weight(WorkspaceFolder workspace) {
        return Optional.of(folder + "/artifacts/params.pkl").filter(workspace::has);
    }

    /** Chooses; empty if there is no finished run. Several runs, and runs that did not finish, are a note. */
    public static Optional<MlflowRun> choose(WorkspaceFolder workspace, Notes notes) throws IOException {
        List<Candidate> all = new ArrayList<>();
        for (FoundFile file : workspace.files()) {
            Matcher meta = META.matcher(file.path());
            if (meta.matches()) {
                workspace
                        .text(file.path())
                        .flatMap(text -> read(meta.group(1), text, workspace, notes))
                        .ifPresent(all::add);
            }
        }
        Optional<Candidate> chosen = all.stream()
                .filter(Candidate::finished)
                .max(Comparator.comparingLong(Candidate::endTimeMillis).thenComparing(Candidate::folder));
        if (all.size() > 1) {
            notes.add(
                    "SEVERAL_RUNS",
                    workspace.subject("mlruns"),
                    all.size() + " runs; " + chosen.map(Candidate::folder).orElse("none") + " was taken.");
        } else if (all.size() == 1 && chosen.isEmpty()) {
            notes.add("RUN_NOT_FINISHED", workspace.subject(all.get(0).folder()), "The run did not finish.");
        }
        if (chosen.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new MlflowRun(
                chosen.get().folder(),
                chosen.get().endTimeMillis(),
                params(workspace, chosen.get().folder())));
    }

    private static Optional<Candidate> read(String folder, String text, WorkspaceFolder workspace, Notes notes) {
        return YamlText.parse(text, workspace.subject(folder + "/meta.yaml"), notes)
                .map(YamlText.Parsed::tree)
                .map(meta -> new Candidate(
                        folder,
                        isFinished(meta.path("status")),
                        meta.path("end_time").asLong(0)));
    }

    /** Stores differ: a number, or the name of the state. */
    private static boolean isFinished(JsonNode status) {
        return status.isTextual() ? status.asText().equals("FINISHED") : status.asInt() == FINISHED;
    }

    private static Map<String, String> params(WorkspaceFolder workspace, String run) throws IOException {
        String prefix = run + "/params/";
        Map<String, String> params = new TreeMap<>();
        for (FoundFile file : workspace.files()) {
            if (file.path().startsWith(prefix) && params.size() < MOST_PARAMS) {
                String key = file.path().substring(prefix.length());
                workspace.text(file.path()).ifPresent(text -> params.put(key, text.strip()));
            }
        }
        return params;
    }
}
