package dev.loopline.backfill.workspace;

import java.time.Instant;

/**
 * A regular file in a folder that was walked.
 *
 * @param path relative to the folder, with {@code /}
 * @param sizeBytes size when it was found
 * @param modifiedAt modification time when it was found
 */
public record FoundFile(String path, long sizeBytes, Instant modifiedAt) {

    /** The last segment of the path. */
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Whether it lies directly in the folder. */
    public boolean isInRoot() {
        return path.indexOf('/') < 0;
    }
}
