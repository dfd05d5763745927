package dev.loopline.bundle.pack;

import dev.loopline.bundle.select.Candidate;
import dev.loopline.bundle.select.SkipReason;
import dev.loopline.contracts.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Reads the files of loops below the RD-Agent home and nothing outside of it: no link is followed between the home and
 * the file. For one loop and one thread.
 */
final class SourceFiles {

    private static final int BUFFER_BYTES = 64 * 1024;

    private final Path home;
    /** Folders that were looked at and are no links. */
    private final Set<Path> plainFolders = new HashSet<>();

    /** What is done with an open file. */
    interface Reader {
        Sha256 read(InputStream content) throws IOException, SourceChangedException;
    }

    /** @param home the RD-Agent home, its links resolved */
    SourceFiles(Path home) {
        this.home = home;
    }

    /** Looks for a file without opening it. */
    void locate(Candidate candidate, Consumer<SourceFile> onFile, BiConsumer<Candidate, SkipReason> onSkip)
            throws IOException {
        Optional<Path> inHome = inHome(candidate);
        if (inHome.isEmpty()) {
            onSkip.accept(candidate, SkipReason.UNSAFE_NAME);
            return;
        }
        Path path = inHome.get();
        try {
            BasicFileAttributes attributes = attributes(path);
            if (attributes.isSymbolicLink() || liesBehindLink(path)) {
                onSkip.accept(candidate, SkipReason.LINK);
            } else if (!attributes.isRegularFile()) {
                onSkip.accept(candidate, SkipReason.NOT_A_FILE);
            } else {
                onFile.accept(new SourceFile(candidate, path, SourceFile.State.of(attributes)));
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            onSkip.accept(candidate, SkipReason.GONE);
        }
    }

    /**
     * Reads a file from begin to end.
     *
     * @return what the reader returned
     * @throws SourceChangedException if the file is not what it was when it was located, or is another one now
     */
    static Sha256 read(SourceFile file, Reader reader) throws IOException, SourceChangedException {
        try (InputStream in = open(file.path())) {
            Sha256 sha256 = reader.read(in);
            if (!SourceFile.State.of(attributes(file.path())).equals(file.state())) {
                throw new SourceChangedException(file.path().toString());
            }
            return sha256;
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw new SourceChangedException(file.path().toString());
        }
    }

    /** Unlike {@link Files#newInputStream}, this ends when its thread is interrupted: a stop need not wait for a huge file. */
    private static InputStream open(Path path) throws IOException {
        return Channels.newInputStream(Files.newByteChannel(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    /** The digest of a file. */
    static MeasuredFile measure(SourceFile file) throws IOException, SourceChangedException {
        return new MeasuredFile(file, read(file, SourceFiles::digest), false);
    }

    private static Sha256 digest(InputStream content) throws IOException {
        MessageDigest digest = Sha256.newDigest();
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
            digest.update(buffer, 0, read);
        }
        return Sha256.finish(digest);
    }

    private Optional<Path> inHome(Candidate candidate) {
        try {
            Path folder = home.resolve(candidate.folder()).normalize();
            return folder.startsWith(home)
                    ? Optional.of(folder.resolve(candidate.file().path()))
                    : Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private boolean liesBehindLink(Path path) {
        for (Path at = path.getParent(); at != null && !at.equals(home); at = at.getParent()) {
            if (plainFolders.contains(at)) {
                return false;
            }
            if (Files.isSymbolicLink(at)) {
                return true;
            }
        }
        for (Path at = path.getParent(); at != null && !at.equals(home) && plainFolders.add(at); ) {
            at = at.getParent();
        }
        return false;
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }
}
