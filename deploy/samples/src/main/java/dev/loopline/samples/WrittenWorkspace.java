package dev.loopline.samples;

import dev.loopline.samples.plan.Role;
import java.nio.file.Path;

/**
 * A workspace on disk.
 *
 * @param workspaceId its id
 * @param path where it lies here
 * @param recordedPath how the registry and {@code workspace_meta.json} spell that
 * @param role what it is to its loop
 */
public record WrittenWorkspace(String workspaceId, Path path, String recordedPath, Role role) {}
