package dev.loopline.importer.rows;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.catalog.ModelEntry;
import dev.loopline.contracts.event.CatalogUpdated;

/** A row of {@code aistock_model_catalog}. Pure. */
final class ModelRow {

    private ModelRow() {}

    static ObjectNode of(CatalogUpdated event, ModelEntry entry) {
        return RowBuilder.ofCatalog(event)
                .text("model_id", entry.modelId())
                .text("workspace_id", entry.workspaceId())
                .text("workspace_path", entry.workspacePath())
                .text("log_dir", entry.logDir())
                .text("model_type", entry.modelType())
                .text("display_name", DisplayNames.model(event.key(), entry.logDir(), entry.workspaceId()))
                .json("model_config", entry.modelConfig())
                .json("dataset_config", entry.datasetConfig())
                .json("preprocess_config", entry.preprocessConfig())
                .json("feature_schema", entry.featureSchema())
                .json("flattened_feature_list", entry.flattenedFeatureList())
                .tree("model_artifacts", entry.modelArtifacts())
                .text("asset_bundle_id", entry.assetBundleId())
                .json("raw_payload", rawPayload(entry))
                .build();
    }

    private static ObjectNode rawPayload(ModelEntry entry) {
        ObjectNode raw = JsonNodeFactory.instance.objectNode();
        raw.put("legacy_model_id", entry.legacyModelId());
        return raw;
    }
}
