package dev.loopline.catalog.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.loopline.contracts.CatalogIds;
import dev.loopline.contracts.catalog.ModelEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The model of a loop's primary workspace. Factor loops train one too, so what counts is whether there is a weight or a
 * configuration, not what kind of loop it is. {@code model_meta.json} goes before the YAML configuration.
 */
final class ModelEntries {

    private ModelEntries() {}

    /** One entry, or none. */
    static List<ModelEntry> of(Source source) {
        JsonNode meta = source.metadata().modelMeta();
        JsonNode modelConfig = firstWithClass(
                Trees.get(meta, "model_conf"),
                Trees.get(meta, "model_config"),
                source.configuration().modelConfig());
        boolean describes = modelConfig != null || Trees.isFilledObject(meta);
        if (!describes && source.weights().isEmpty()) {
            return List.of();
        }
        JsonNode datasetConfig = firstWithClass(
                Trees.get(meta, "dataset_conf"),
                Trees.get(meta, "dataset_config"),
                source.configuration().datasetConfig());
        JsonNode featureSchema = Trees.firstOf(Trees.get(meta, "feature_schema"), configured(source, datasetConfig));
        String named = Trees.text(meta, "model_type");
        String modelType = named == null ? Trees.text(modelConfig, "class") : named;
        return List.of(new ModelEntry(
                CatalogIds.modelId(source.key(), source.primary().workspaceId()),
                source.key().taskRunId(),
                source.key().loopId(),
                source.primary().workspaceId(),
                source.primary().recordedPath(),
                source.bundle().bundleId(),
                source.logDir(),
                modelType,
                modelConfig,
                datasetConfig,
                preprocessing(meta),
                featureSchema,
                flattened(featureSchema),
                new ModelEntry.ModelArtifacts(source.weights(), source.mlruns()),
                LegacyIds.modelId(
                        source.key(), source.primary().workspaceId(), modelType, modelConfig, datasetConfig)));
    }

    /** One that names no class cannot be built from, so any that does is better. */
    private static @Nullable JsonNode firstWithClass(@Nullable JsonNode... candidates) {
        for (JsonNode candidate : candidates) {
            if (Trees.text(candidate, "class") != null) {
                return candidate;
            }
        }
        return Trees.firstOf(candidates);
    }

    private static @Nullable JsonNode configured(Source source, @Nullable JsonNode datasetConfig) {
        return Trees.firstOf(
                Trees.get(source.configuration().dataConfig(), "feature"),
                Trees.at(datasetConfig, "kwargs", "handler", "kwargs", "data_handler_config", "feature"));
    }

    /** What the metadata says; where it says nothing, the documented default, marked as one. */
    private static JsonNode preprocessing(@Nullable JsonNode meta) {
        JsonNode known = Trees.get(meta, "preprocess_config");
        return known != null
                ? known
                : JsonNodeFactory.instance
                        .objectNode()
                        .put("normalize", "zscore")
                        .put("fillna", "forward_fill")
                        .putNull("clip")
                        .put("standardize_features", true)
                        .put("origin", "default");
    }

    /** A plain list; of a list of two lists, which are expressions and names, the first. */
    private static @Nullable JsonNode flattened(@Nullable JsonNode schema) {
        JsonNode list = schema != null && schema.isObject()
                ? Trees.firstOf(
                        Trees.get(schema, "feature"),
                        Trees.get(schema, "features"),
                        Trees.get(schema, "fields"),
                        Trees.get(schema, "columns"))
                : schema;
        if (list == null || !list.isArray()) {
            return null;
        }
        boolean twoLists =
                list.size() == 2 && list.path(0).isArray() && list.path(1).isArray();
        return twoLists ? list.get(0) : list;
    }
}
