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
     * @param action {@code factor}, {@code model} or {@code unknown}
     * @param isExperiment whether the backtest ran in this workspace; other workspaces have metadata only
     * @param files the loop's files
     * @param modelMeta content of {@code model_meta.json}, for the columns of model loops; null if there is none
     */
    public static List<Artifact> of(
            LoopKey loop,
            String workspaceId,
            String action,
            boolean isExperiment,
            List<LoopFile> files,
            @Nullable JsonNode modelMeta) {
        ArtifactRows of = new ArtifactRows(loop, workspaceId, files, action.equals("model") ? modelMeta : null);
        if (isExperiment) {
            if (action.equals("factor")) {
                of.addFactorData();
            }
            of.addResults(action.equals("model"));
        }
        of.addMetadata();
        return List.copyOf(of.rows);
    }

    private void addFactorData() {
        String name = named(ResultFiles.FACTOR_TABLES);
        add(
                "factor_data",
                "combined_factors",
                true,
                files.containsKey(name),
                name,
                files("files", List.of(name)),
                List.of(name),
                "factor_data",
                false);
    }

    /** A model loop is told what it lacks; another loop only what it has. */
    private void addResults(boolean model) {
        String curve = named(ResultFiles.CURVES);
        List<String> names = Stream.concat(Stream.of(ResultFiles.METRICS, curve), EXPORTS.stream())
                .toList();
        List<String> there = names.stream().filter(files::containsKey).toList();
        boolean complete = ResultFiles.hasBacktest(files::containsKey);
        if (model || !there.isEmpty()) {
            add(
                    "report",
                    "qlib_report",
                    true,
                    complete,
                    ResultFiles.METRICS,
                    files("files", names),
                    there,
                    "report",
                    true);
            addOne("backtest_metrics", ResultFiles.METRICS, true);
            addOne("backtest_curve", curve, true);
            addEither("signals", model);
            addEither("ret_schema", model);
        }
        addWeights(model);
        List<String> configs = paths(Kind.CONFIG).stream()
                .filter(path -> path.indexOf('/') < 0)
                .toList();
        ObjectNode count = JSON.objectNode().put("count", configs.size());
        add(
                "config_snapshot",
                "workspace_configs",
                false,
                !configs.isEmpty(),
                ".",
                count,
                configs,
                "config_snapshot",
                false);
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
            add(
                    "model",
                    "mlruns",
                    false,
                    runs,
                    "mlruns",
                    JSON.objectNode().put("path", "mlruns"),
                    ofRun,
                    "model",
                    false);
        }
        for (String weight : weights) {
            add("model_weight", weight, true, true, weight, file(weight), List.of(weight), "weight", false);
        }
    }

    private void addMetadata() {
        Set<String> names = new TreeSet<>(List.of(
                Metadata.FACTOR_META,
                Metadata.FACTOR_PERF,
                Metadata.FEEDBACK,
                Metadata.MODEL_META,
                Metadata.STRATEGY_META));
        for (String name : names) {
            if (files.containsKey(name)) {
                String type = name.substring(0, name.lastIndexOf('.'));
                add(type, name, false, true, name, file(name), List.of(name), type, name.equals(Metadata.MODEL_META));
            }
        }
    }

    private void addOne(String type, String name, boolean primary) {
        List<String> there = files.containsKey(name) ? List.of(name) : List.of();
        add(type, name, primary, !there.isEmpty(), name, file(name), there, type, false);
    }

    /** The table if it is there as parquet, else as JSON. */
    private void addEither(String name, boolean always) {
        List<String> there = Stream.of(name + ".parquet", name + ".json")
                .filter(files::containsKey)
                .toList();
        if (always || !there.isEmpty()) {
            List<String> entry = there.stream().limit(1).toList();
            add(
                    name,
                    name,
                    false,
                    !there.isEmpty(),
                    entry.isEmpty() ? "." : entry.get(0),
                    files("files", there),
                    entry,
                    name,
                    false);
        }
    }

    private void add(
            String type,
            String name,
            boolean primary,
            boolean present,
            String entry,
            ObjectNode summary,
            List<String> paths,
            String kind,
            boolean withModel) {
        String id = RegistryIds.artifactId(loop.taskRunId(), workspaceId, type, name);
        List<Artifact.FileRef> refs = paths.stream()
                .filter(files::containsKey)
                .map(path -> new Artifact.FileRef(RegistryIds.fileId(id, workspaceId, kind, path), path, kind))
                .toList();
        JsonNode meta = withModel && modelMeta != null ? modelMeta : JSON.objectNode();
        rows.add(new Artifact(
                id,
                workspaceId,
                type,
                name,
                "v1",
                present ? Artifact.PRESENT : Artifact.MISSING,
                primary,
                present ? entry : ".",
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

    private static ObjectNode file(String name) {
        return JSON.objectNode().put("file", name);
    }

    private static ObjectNode files(String field, List<String> names) {
        ObjectNode object = JSON.objectNode();
        names.forEach(object.putArray(field)::add);
        return object;
    }
}
