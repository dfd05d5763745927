package dev.loopline.backfill.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.RegistryIds;
import dev.loopline.contracts.ResultFiles;
import dev.loopline.contracts.event.Artifact;
import dev.loopline.contracts.event.LoopFile;
import dev.loopline.contracts.event.LoopFile.Kind;
import dev.loopline.contracts.event.Metadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Computes the artifacts of one workspace: those that RD-Agent's own tools record, with the same ids, and in addition each
 * weight and the files of all metadata. For one workspace and one thread.
 */
public final class ArtifactRows {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<String> EXPORTS =
            List.of("ret_schema.parquet", "ret_schema.json", "signals.parquet", "signals.json");

    private static final String WEIGHT = "model_weight";
    private static final Set<String> PRIMARY =
            Set.of("factor_data", "report", "backtest_metrics", "backtest_curve", WEIGHT);

    /** Types whose rows say how the model was built. */
    private static final Set<String> WITH_MODEL = Set.of("report", "model_meta");

    private final LoopKey loop;
    private final String workspaceId;
    private final Map<String, LoopFile> files;
    private final @Nullable JsonNode modelMeta;
    private final List<Artifact> rows = new ArrayList<>();

    private ArtifactRows(LoopKey loop, String workspaceId, List<LoopFile> files, @Nullable JsonNode modelMeta) {
        this.loop = loop;
        this.workspaceId = workspaceId;
        this.files = files.stream()
                .filter(file -> workspaceId.equals(file.workspaceId()))
                .collect(Collectors.toMap(LoopFile::path, Function.identity()));
        this.modelMeta = modelMeta;
    }

    /**
     * A workspace of the loop.
     *
     * @param isExperiment whether the backtest ran in it; other workspaces have metadata only
     */
    public record Place(String workspaceId, boolean isExperiment) {}

    /**
     * @param action {@code factor}, {@code model} or {@code unknown}
     * @param files the loop's files
     * @param modelMeta content of {@code model_meta.json}, for the columns of model loops; null if there is none
     */
    public static List<Artifact> of(
            LoopKey loop, String action, Place place, List<LoopFile> files, @Nullable JsonNode modelMeta) {
        boolean isModel = action.equals("model");
        ArtifactRows artifacts = new ArtifactRows(loop, place.workspaceId(), files, isModel ? modelMeta : null);
        if (place.isExperiment()) {
            if (action.equals("factor")) {
                artifacts.addFactorData();
            }
            artifacts.addResults(isModel);
        }
        artifacts.addMetadata();
        return List.copyOf(artifacts.rows);
    }

    private void addFactorData() {
        String name = named(ResultFiles.FACTOR_TABLES);
        List<String> names = List.of(name);
        add("factor_data", "combined_factors", ifThere(name), files(names), names);
    }

    /** A model loop gets a row for what it lacks as well; another loop only for what it has. */
    private void addResults(boolean model) {
        String curve = named(ResultFiles.CURVES);
        List<String> names = Stream.concat(Stream.of(ResultFiles.METRICS, curve), EXPORTS.stream())
                .toList();
        if (model || names.stream().anyMatch(files::containsKey)) {
            boolean complete = ResultFiles.hasBacktest(files::containsKey);
            add("report", "qlib_report", complete ? ResultFiles.METRICS : null, files(names), names);
            addOne("backtest_metrics", ResultFiles.METRICS);
            addOne("backtest_curve", curve);
            addEither("signals", model);
            addEither("ret_schema", model);
        }
        addWeights(model);
        List<String> configs = paths(Kind.CONFIG).stream()
                .filter(path -> path.indexOf('/') < 0)
                .toList();
        ObjectNode count = JSON.objectNode().put("count", configs.size());
        add("config_snapshot", "workspace_configs", configs.isEmpty() ? null : ".", count, configs);
    }

    /** Of names for the same thing the one that is there; the usual one if none is. */
    private String named(List<String> names) {
        return names.stream().filter(files::containsKey).findFirst().orElse(names.get(0));
    }

    private void addWeights(boolean model) {
        List<String> weights = paths(Kind.WEIGHT);
        boolean runs = files.keySet().stream().anyMatch(path -> path.startsWith("mlruns/"));
        if (model || runs) {
            List<String> ofRun =
                    weights.stream().filter(path -> path.startsWith("mlruns/")).toList();
            add("model", "mlruns", runs ? "mlruns" : null, JSON.objectNode().put("path", "mlruns"), ofRun);
        }
        weights.forEach(weight -> addOne(WEIGHT, weight));
    }

    private void addMetadata() {
        Set<String> names = new TreeSet<>(List.of(
                Metadata.FACTOR_META,
                Metadata.FACTOR_PERF,
                Metadata.FEEDBACK,
                Metadata.MODEL_META,
                Metadata.STRATEGY_META));
        names.stream()
                .filter(files::containsKey)
                .forEach(name -> addOne(name.substring(0, name.lastIndexOf('.')), name));
    }

    private void addOne(String type, String name) {
        add(type, name, ifThere(name), JSON.objectNode().put("file", name), List.of(name));
    }

    /** The table if it is there as parquet, else as JSON. */
    private void addEither(String name, boolean always) {
        List<String> there = Stream.of(name + ".parquet", name + ".json")
                .filter(files::containsKey)
                .toList();
        if (always || !there.isEmpty()) {
            List<String> entry = there.stream().limit(1).toList();
            add(name, name, entry.isEmpty() ? null : entry.get(0), files(there), entry);
        }
    }

    private @Nullable String ifThere(String name) {
        return files.containsKey(name) ? name : null;
    }

    /**
     * @param entry the path that a reader begins with; null if the artifact is missing
     * @param paths its files; those that are not there are left out
     */
    private void add(String type, String name, @Nullable String entry, ObjectNode summary, List<String> paths) {
        String id = RegistryIds.artifactId(loop.taskRunId(), workspaceId, type, name);
        String kind = type.equals(WEIGHT) ? "weight" : type;
        List<Artifact.FileRef> refs = paths.stream()
                .filter(files::containsKey)
                .map(path -> new Artifact.FileRef(RegistryIds.fileId(id, workspaceId, kind, path), path, kind))
                .toList();
        JsonNode meta = modelMeta != null && WITH_MODEL.contains(type) ? modelMeta : JSON.objectNode();
        rows.add(new Artifact(
                id,
                workspaceId,
                type,
                name,
                "v1",
                entry == null ? Artifact.MISSING : Artifact.PRESENT,
                PRIMARY.contains(type),
                entry == null ? "." : entry,
                summary,
                meta.path("model_type").isTextual() ? meta.path("model_type").textValue() : null,
                block(meta, "model_conf"),
                block(meta, "dataset_conf"),
                block(meta, "feature_schema"),
                refs));
    }

    private static @Nullable JsonNode block(JsonNode meta, String field) {
        return meta.hasNonNull(field) ? meta.get(field) : null;
    }

    private List<String> paths(Kind kind) {
        return files.values().stream()
                .filter(file -> file.kind() == kind)
                .map(LoopFile::path)
                .sorted()
                .toList();
    }

    private static ObjectNode files(List<String> names) {
        ObjectNode object = JSON.objectNode();
        names.forEach(object.putArray("files")::add);
        return object;
    }
}
