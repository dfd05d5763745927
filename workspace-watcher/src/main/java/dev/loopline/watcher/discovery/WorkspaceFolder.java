package dev.loopline.watcher.discovery;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A workspace folder on disk.
 *
 * @param path its real path, in the RD-Agent home
 * @param workspaceId its name, without {@code workspace_} in the layout of the initialisation guide
 * @param taskFolder the folder below {@code log/} that holds it; null in RD-Agent's own layout, where nothing but a row or a
 *     metadata file names the task run
 */
public record WorkspaceFolder(
        Path path, String workspaceId, @Nullable String taskFolder) {}
