package dev.loopline.contracts.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of the registry's table {@code artifacts}, with the files that it consists of.
 *
 * @param artifactId deterministic, see {@link dev.loopline.contracts.RegistryIds}
 * @param workspaceId the workspace
 * @param artifactType {@code factor_meta}, {@code report}, {@code model}, {@code config_snapshot} and so on
 * @param name name within its type
 * @param version {@code v1}
 * @param status {@code present} or {@code missing}
 * @param primary whether the loop cannot do without it
 * @param entryPath relative to the workspace; {@code .} where it is missing
 * @param summary what it consists of, as a JSON object
 * @param modelType for the report and the metadata of a model loop
 * @param modelConfig likewise
 * @param datasetConfig likewise
 * @param featureSchema likewise
 * @param files its files
 */
public record Artifact(
        String artifactId,
        String workspaceId,
        String artifactType,
        String name,
        String version,
        String status,
        boolean primary,
        String entryPath,
        JsonNode summary,
        @Nullable String modelType,
        @Nullable JsonNode modelConfig,
        @Nullable JsonNode datasetConfig,
        @Nullable JsonNode featureSchema,
        List<FileRef> files) {

    public static final String PRESENT = "present";
    public static final String MISSING = "missing";

    public Artifact {
        files = List.copyOf(files);
    }

    /**
     * A row of {@code artifact_files}; size, digest and time are those of the {@link LoopFile} with this path.
     *
     * @param fileId deterministic, see {@link dev.loopline.contracts.RegistryIds}
     * @param path relative to the workspace
     * @param kind what the file is to the artifact
     */
    public record FileRef(String fileId, String path, String kind) {}
}
