package dev.loopline.watcher.files;

import dev.loopline.contracts.Sha256;
import java.time.Instant;

/**
 * An input file of a loop, as it was when the loop was registered.
 *
 * @param workspaceId the workspace
 * @param path relative to it, with {@code /}
 * @param sizeBytes size
 * @param modifiedAt modification time
 * @param sha256 digest of its content
 */
public record InputFile(String workspaceId, String path, long sizeBytes, Instant modifiedAt, Sha256 sha256) {

    /** Its line in {@link FileSet#inputFingerprint}. */
    String statLine() {
        return FileStat.line(workspaceId, path, sizeBytes, modifiedAt);
    }

    /** Its line in the digest of the content: no time, so that a copy of the home is the same content. */
    String contentLine() {
        return workspaceId + "\0" + path + "\0" + sizeBytes + "\0" + sha256.hex() + "\n";
    }
}
