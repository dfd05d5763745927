package dev.loopline.backfill.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.backfill.note.Notes;
import dev.loopline.backfill.workspace.FoundFile;
import dev.loopline.backfill.workspace.WorkspaceFolder;
import dev.loopline.backfill.yaml.YamlText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * mlflow's file store: {@code <root>/<experiment>/<run>/meta.yaml} with a folder {@code params} of one small file a
 * parameter. What was deleted stands below {@code .trash}, or says so. For one workspace and one thread.
 */
final class FileStore {

    /** What is no experiment: names of folders that mlflow keeps beside them. */
    private static final Pattern NO_EXPERIMENT = Pattern.compile("\\..*|models");

    private static final int MOST_PARAMS = 500;
    private static final int MOST_RUNS = 1_000;

    private final WorkspaceFolder workspace;
    private final String root;
    private final Notes notes;
    private final Map<String, Boolean> deletedExperiments = new HashMap<>();

    /**
     * @param root the folder of the store, relative to the workspace
     */
    FileStore(WorkspaceFolder workspace, String root, Notes notes) {
        this.workspace = workspace;
        this.root = root;
        this.notes = notes;
    }

    List<StoredRun> runs() throws IOException {
        Pattern meta = Pattern.compile(Pattern.quote(root) + "/([^/]+)/([^/]+)/meta\\.yaml");
        List<StoredRun> runs = new ArrayList<>();
        for (FoundFile file : workspace.files()) {
            Matcher found = meta.matcher(file.path());
            if (found.matches() && !NO_EXPERIMENT.matcher(found.group(1)).matches()) {
                if (runs.size() == MOST_RUNS) {
                    notes.add("TOO_MANY_RUNS", workspace.subject(root), "Only " + MOST_RUNS + " runs were read.");
                    break;
                }
                read(found.group(1), found.group(2)).ifPresent(runs::add);
            }
        }
        return runs;
    }

    private Optional<StoredRun> read(String experiment, String run) throws IOException {
        String folder = root + "/" + experiment + "/" + run;
        Optional<JsonNode> meta = meta(folder);
        if (meta.isEmpty() || isDeleted(meta.get()) || isDeletedExperiment(experiment)) {
            return Optional.empty();
        }
        List<String> artifacts = new ArrayList<>(
                ArtifactPlaces.of(meta.get().path("artifact_uri").asText()));
        artifacts.add(folder + "/artifacts");
        return Optional.of(new StoredRun(
                run,
                workspace.subject(folder),
                StoredRun.isFinished(meta.get().path("status").asText()),
                meta.get().path("end_time").asLong(0),
                artifacts,
                params(folder + "/params/")));
    }

    private boolean isDeletedExperiment(String experiment) throws IOException {
        Boolean known = deletedExperiments.get(experiment);
        if (known == null) {
            known = meta(root + "/" + experiment).filter(FileStore::isDeleted).isPresent();
            deletedExperiments.put(experiment, known);
        }
        return known;
    }

    private static boolean isDeleted(JsonNode meta) {
        return meta.path("lifecycle_stage").asText().equals(StoredRun.DELETED);
    }

    private Optional<JsonNode> meta(String folder) throws IOException {
        String path = folder + "/meta.yaml";
        return workspace
                .text(path)
                .flatMap(text -> YamlText.parse(text, workspace.subject(path), notes))
                .map(YamlText.Parsed::tree);
    }

    private Map<String, String> params(String prefix) throws IOException {
        Map<String, String> params = new TreeMap<>();
        for (FoundFile file : workspace.files()) {
            boolean isParam = file.path().startsWith(prefix) && params.size() < MOST_PARAMS;
            if (isParam && file.sizeBytes() <= Tracking.LONGEST_VALUE) {
                String key = file.path().substring(prefix.length());
                workspace.text(file.path()).ifPresent(text -> params.put(key, text.strip()));
            } else if (isParam) {
                notes.add("PARAM_TOO_LONG", workspace.subject(file.path()), "It was not read.");
            }
        }
        return params;
    }
}
