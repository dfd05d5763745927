package dev.loopline.kit.files;

import dev.loopline.contracts.Sha256;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * What changes when a file is no longer the same.
 *
 * @param sizeBytes size
 * @param modifiedAt modification time
 * @param identity device and number of the file; null where the file system has none
 */
public record FileState(
        long sizeBytes, FileTime modifiedAt, @Nullable Object identity) {

    static FileState of(BasicFileAttributes attributes) {
        return new FileState(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
    }

    /** The same as one word, for machines that only compare. */
    public String version() {
        String text = sizeBytes + " " + modifiedAt + " " + identity;
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8)).hex();
    }
}
