package dev.loopline.bundle.pack;

import dev.loopline.bundle.select.Candidate;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * A file that is there.
 *
 * @param candidate what it is to become
 * @param path where it lies
 * @param state what it looked like before it was read
 */
record SourceFile(Candidate candidate, Path path, State state) {

    /**
     * What changes when a file is no longer the same.
     *
     * @param sizeBytes size
     * @param modifiedAt modification time
     * @param identity device and number of the file; null where the file system has none
     */
    record State(
            long sizeBytes, FileTime modifiedAt, @Nullable Object identity) {

        static State of(BasicFileAttributes attributes) {
            return new State(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
        }
    }
}
