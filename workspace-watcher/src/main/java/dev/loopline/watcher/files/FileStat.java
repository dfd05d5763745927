package dev.loopline.watcher.files;

import java.nio.file.Path;
import java.time.Instant;

/**
 * A regular file of a workspace.
 *
 * @param workspaceId the workspace
 * @param path relative to it, with {@code /}
 * @param size in bytes
 * @param modifiedAt modification time
 * @param file where it is
 */
public record FileStat(String workspaceId, String path, long size, Instant modifiedAt, Path file) {

    boolean isOwn() {
        return OwnFiles.contains(path);
    }

    String line() {
        return line(workspaceId, path, size, modifiedAt);
    }

    static String line(String workspaceId, String path, long size, Instant modifiedAt) {
        return workspaceId + "\0" + path + "\0" + size + "\0" + modifiedAt.getEpochSecond() + "." + modifiedAt.getNano()
                + "\n";
    }
}
