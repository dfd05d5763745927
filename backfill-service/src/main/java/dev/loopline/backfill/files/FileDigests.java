package dev.loopline.backfill.files;

import dev.loopline.backfill.note.Notes;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.event.LoopFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Measures files: size, time and SHA-256, streaming, with one buffer. The size is the number of bytes that went into the
 * digest, so the two always belong together even if the file grew meanwhile. Not safe for several threads.
 */
public final class FileDigests {

    private static final int BUFFER_BYTES = 128 * 1024;

    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final MessageDigest digest = Sha256.newDigest();
    private final Notes notes;

    public FileDigests(Notes notes) {
        this.notes = notes;
    }

    /**
     * @param workspaceId see {@link LoopFile}
     * @param path see {@link LoopFile}
     * @param file where it is
     * @return empty, with a note, if the file is gone or may not be read
     * @throws IOException if the disk fails; worth a retry
     */
    public Optional<LoopFile> measure(@Nullable String workspaceId, String path, Path file, LoopFile.Kind kind)
            throws IOException {
        String subject = workspaceId == null ? path : workspaceId + "/" + path;
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!attributes.isRegularFile()) {
                return Optional.empty();
            }
            long size = feed(file);
            return Optional.of(new LoopFile(
                    workspaceId,
                    path,
                    size,
                    Sha256.finish(digest),
                    attributes.lastModifiedTime().toInstant(),
                    kind));
        } catch (NoSuchFileException e) {
            notes.add("FILE_VANISHED", subject, "It was there a moment ago and is left out.");
        } catch (AccessDeniedException e) {
            notes.add("FILE_UNREADABLE", subject, "The service may not read it; it is left out.");
        }
        return Optional.empty();
    }

    private long feed(Path file) throws IOException {
        digest.reset();
        long size = 0;
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
                size += read;
            }
        }
        return size;
    }
}
