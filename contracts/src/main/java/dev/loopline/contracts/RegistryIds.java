package dev.loopline.contracts;

import com.fasterxml.uuid.Generators;
import java.util.UUID;

/**
 * The deterministic ids of rows in {@code registry.sqlite}: name-based UUIDs (version 5, SHA-1) printed as 32 hex
 * digits, the same that RD-Agent's own tools compute, so that rows written by either are the same rows.
 */
public final class RegistryIds {

    private static final UUID ARTIFACTS = UUID.fromString("3e36bb8a-2a9b-4c56-8f50-6312f0d89c42");
    private static final UUID WORKSPACES = UUID.fromString("5b9b5f74-0f3e-4e3c-8f86-6d8a9c7d0f11");

    private RegistryIds() {}

    /** {@code artifacts.artifact_id} */
    public static String artifactId(String taskRunId, String workspaceId, String artifactType, String name) {
        return uuid5(ARTIFACTS, taskRunId + "|" + workspaceId + "|" + artifactType + "|" + name);
    }

    /**
     * {@code artifact_files.file_id}
     *
     * @param path relative to the workspace, with {@code /}
     */
    public static String fileId(String artifactId, String workspaceId, String kind, String path) {
        return uuid5(ARTIFACTS, artifactId + "|" + workspaceId + "|" + kind + "|" + path);
    }

    /** The id that RD-Agent's log import gives to a workspace; the path is part of it as it is spelled. */
    public static String workspaceId(LoopKey loop, String path) {
        return uuid5(WORKSPACES, loop.taskRunId() + "|" + loop.loopId() + "|" + path);
    }

    private static String uuid5(UUID namespace, String name) {
        return Generators.nameBasedGenerator(namespace)
                .generate(name)
                .toString()
                .replace("-", "");
    }
}
