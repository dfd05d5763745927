package dev.loopline.contracts.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model of the model catalog.
 *
 * @param modelId {@code <task_run_id>_<loop_id>_<workspace_id>}
 * @param taskRunId the loop's task run
 * @param loopId the loop's number
 * @param workspaceId the workspace
 * @param workspacePath as recorded
 * @param assetBundleId the bundle that holds the weight
 * @param logDir as recorded
 * @param modelType class name
 * @param modelConfig authority for rebuilding the model
 * @param datasetConfig likewise
 * @param preprocessConfig how features are prepared
 * @param featureSchema features as configured
 * @param flattenedFeatureList features as a plain list
 * @param modelArtifacts the files of the model
 * @param legacyModelId the id that RD-Agent's own exporter gave a model with this type and these configurations, 32
 *     hexadecimal digits; null in events from before this was written
 */
public record ModelEntry(
        String modelId,
        String taskRunId,
        int loopId,
        String workspaceId,
        String workspacePath,
        String assetBundleId,
        @Nullable String logDir,
        @Nullable String modelType,
        @Nullable JsonNode modelConfig,
        @Nullable JsonNode datasetConfig,
        @Nullable JsonNode preprocessConfig,
        @Nullable JsonNode featureSchema,
        @Nullable JsonNode flattenedFeatureList,
        ModelArtifacts modelArtifacts,
        @Nullable String legacyModelId) {

    /**
     * @param modelFiles paths of the weights, relative to the workspace
     * @param mlruns {@code mlruns} if there is such a folder
     */
    public record ModelArtifacts(
            List<String> modelFiles, @Nullable String mlruns) {

        public ModelArtifacts {
            modelFiles = List.copyOf(modelFiles);
        }
    }
}
