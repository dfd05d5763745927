package dev.loopline.bundle.pack;

import dev.loopline.bundle.select.Candidate;
import dev.loopline.bundle.select.SkipReason;
import dev.loopline.contracts.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Reads the files of loops below the RD-Agent home and nothing outside of it: no link is followed between the home and
 * the file. Keeps small files in memory up to a limit. For one loop and one thread.
 */
final class SourceFiles {

    private static final int BUFFER_BYTES = 64 * 1024;
    /** A file up to this size is read once, a larger one twice. */
    private static final int SMALL_BYTES = 1 << 20;
    /** All small files of a loop together; what comes after is read twice. */
    private static final int KEPT_BYTES = 8 << 20;

    private final Path home;
    private int kept;

    /** @param home the RD-Agent home, its links resolved */
    SourceFiles(Path home) {
        this.home = home;
    }

    /**
     * Measures a file.
     *
     * @throws SourceChangedException if it changes while it is read
     */
    void measure(Candidate candidate, Consumer<MeasuredFile> onFile, BiConsumer<Candidate, SkipReason> onSkip)
            throws IOException, SourceChangedException {
        Optional<Path> inHome = locate(candidate);
        if (inHome.isEmpty()) {
            onSkip.accept(candidate, SkipReason.UNSAFE_NAME);
            return;
        }
        Path path = inHome.get();
        try {
            BasicFileAttributes before = attributes(path);
            if (hasLink(path)) {
                onSkip.accept(candidate, SkipReason.LINK);
            } else if (!before.isRegularFile()) {
                onSkip.accept(candidate, SkipReason.NOT_A_FILE);
            } else {
                onFile.accept(read(candidate, path, before));
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            onSkip.accept(candidate, SkipReason.GONE);
        }
    }

    private Optional<Path> locate(Candidate candidate) {
        try {
            Path folder = home.resolve(candidate.folder()).normalize();
            return folder.startsWith(home)
                    ? Optional.of(folder.resolve(candidate.file().path()))
                    : Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    static InputStream open(Path path) throws IOException {
        return Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS);
    }

    private MeasuredFile read(Candidate candidate, Path path, BasicFileAttributes before)
            throws IOException, SourceChangedException {
        boolean small = before.size() <= Math.min(SMALL_BYTES, KEPT_BYTES - kept);
        MeasuredFile measured = small ? readWhole(candidate, path) : readThrough(candidate, path);
        BasicFileAttributes after = attributes(path);
        boolean same = measured.sizeBytes() == before.size()
                && after.size() == before.size()
                && after.lastModifiedTime().equals(before.lastModifiedTime());
        if (!same) {
            throw new SourceChangedException(path.toString());
        }
        return measured;
    }

    private MeasuredFile readWhole(Candidate candidate, Path path) throws IOException {
        try (InputStream in = open(path)) {
            byte[] content = in.readNBytes(SMALL_BYTES + 1);
            kept += content.length;
            return new MeasuredFile(candidate, path, content.length, Sha256.of(content), content);
        }
    }

    private static MeasuredFile readThrough(Candidate candidate, Path path) throws IOException {
        MessageDigest digest = Sha256.newDigest();
        byte[] buffer = new byte[BUFFER_BYTES];
        long size = 0;
        try (InputStream in = open(path)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
                size += read;
            }
        }
        return new MeasuredFile(candidate, path, size, Sha256.finish(digest), null);
    }

    private boolean hasLink(Path path) {
        for (Path at = path; at != null && !at.equals(home); at = at.getParent()) {
            if (Files.isSymbolicLink(at)) {
                return true;
            }
        }
        return false;
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }
}
