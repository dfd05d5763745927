package dev.loopline.backfill.files;

import dev.loopline.backfill.note.Notes;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.event.LoopFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Measures the files of one loop: size, time and SHA-256, streaming. The size is the number of bytes that went into the
 * digest, so the two always belong together even if the file grew meanwhile. A file can be begun ahead, on another
 * processor; what was begun and is not needed any more is given up by {@link #close}. For one thread.
 */
public final class FileDigests implements AutoCloseable {

    private static final int BUFFER_BYTES = 128 * 1024;

    private final Reader reader = new Reader();
    private final Map<Path, FutureTask<Measured>> ahead = new HashMap<>();
    private final Notes notes;
    private final Executor others;

    /**
     * @param others runs what is begun ahead
     */
    public FileDigests(Notes notes, Executor others) {
        this.notes = notes;
        this.others = others;
    }

    /**
     * @param attributes as they were before the first byte was read
     * @param size bytes that were read
     */
    private record Measured(BasicFileAttributes attributes, long size, Sha256 sha256) {

        boolean isOf(BasicFileAttributes now) {
            return attributes.size() == now.size()
                    && attributes.lastModifiedTime().equals(now.lastModifiedTime())
                    && Objects.equals(attributes.fileKey(), now.fileKey());
        }
    }

    /** Has a file read ahead. {@link #measure} takes the result if the file looks the same then. */
    public void begin(Path file) {
        FutureTask<Measured> task = new FutureTask<>(() -> new Reader().read(file, regular(file)));
        ahead.put(file, task);
        others.execute(task);
    }

    /**
     * @param workspaceId see {@link LoopFile}
     * @param path see {@link LoopFile}
     * @param file where it is
     * @return empty, with a note, if the file is gone
     * @throws IOException if it cannot be read
     */
    public Optional<LoopFile> measure(@Nullable String workspaceId, String path, Path file, LoopFile.Kind kind)
            throws IOException {
        String subject = workspaceId == null ? path : workspaceId + "/" + path;
        try {
            BasicFileAttributes attributes = regular(file);
            Optional<Measured> begun = begun(file).filter(before -> before.isOf(attributes));
            Measured measured = begun.isPresent() ? begun.get() : reader.read(file, attributes);
            return Optional.of(new LoopFile(
                    workspaceId,
                    path,
                    measured.size(),
                    measured.sha256(),
                    attributes.lastModifiedTime().toInstant(),
                    kind));
        } catch (NotRegularException e) {
            return Optional.empty();
        } catch (NoSuchFileException e) {
            notes.add("FILE_VANISHED", subject, "It was there a moment ago and is left out.");
        }
        return Optional.empty();
    }

    /** What was begun of a file. One that no other thread has come to yet is read by this one. */
    private Optional<Measured> begun(Path file) throws InterruptedIOException {
        FutureTask<Measured> task = ahead.remove(file);
        if (task == null) {
            return Optional.empty();
        }
        task.run();
        try {
            return Optional.of(task.get());
        } catch (ExecutionException e) {
            return Optional.empty(); // What is wrong with the file shows when it is read once more.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while " + file + " was read");
        }
    }

    /** Never to be opened otherwise: a named pipe would hold its reader for ever. */
    private static BasicFileAttributes regular(Path file) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile()) {
            throw new NotRegularException(file);
        }
        return attributes;
    }

    /** Gives up what was begun and not asked for. */
    @Override
    public void close() {
        ahead.values().forEach(task -> task.cancel(true));
        ahead.clear();
    }

    private static final class NotRegularException extends FileSystemException {

        private static final long serialVersionUID = 1L;

        NotRegularException(Path file) {
            super(file.toString());
        }
    }

    /** Reads one file after the other, with one buffer. For one thread. */
    private static final class Reader {

        private final byte[] buffer = new byte[BUFFER_BYTES];
        private final MessageDigest digest = Sha256.newDigest();

        Measured read(Path file, BasicFileAttributes attributes) throws IOException {
            digest.reset();
            long size = 0;
            try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    digest.update(buffer, 0, read);
                    size += read;
                }
            } catch (FileSystemException e) {
                throw e;
            } catch (IOException e) {
                // What a disk that fails says has no name of a file.
                FileSystemException named = new FileSystemException(file.toString(), null, e.getMessage());
                named.initCause(e);
                throw named;
            }
            return new Measured(attributes, size, Sha256.finish(digest));
        }
    }
}
