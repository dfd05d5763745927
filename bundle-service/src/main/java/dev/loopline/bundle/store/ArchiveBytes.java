package dev.loopline.bundle.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** The bytes of an archive, wherever it lies. Safe for all threads. */
public interface ArchiveBytes {

    /** The file, where it is one of this machine. */
    Optional<Path> file();

    /**
     * A part of the bytes.
     *
     * @param first the first byte
     * @param length how many
     * @throws NoSuchFileException if the archive is not there
     */
    InputStream open(long first, long length) throws IOException;

    /**
     * All bytes.
     *
     * @throws NoSuchFileException if the archive is not there
     */
    InputStream open() throws IOException;

    /**
     * The bytes as a file that can be read more than once.
     *
     * @throws NoSuchFileException if the archive is not there
     */
    LocalFile local() throws IOException;

    /**
     * What changes when other bytes take the place of these.
     *
     * @throws NoSuchFileException if the archive is not there
     */
    Object state() throws IOException;

    /** A file that may be a copy, which is deleted when it is closed. */
    interface LocalFile extends AutoCloseable {

        Path path();

        @Override
        void close() throws IOException;
    }
}
