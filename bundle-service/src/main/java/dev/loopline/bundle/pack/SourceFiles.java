package dev.loopline.bundle.pack;

import dev.loopline.bundle.select.Candidate;
import dev.loopline.bundle.select.SkipReason;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.path.HomeRoots;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Reads the files of loops below the RD-Agent home and its further roots and nothing outside of them: no link is followed
 * between a root and the file. For one loop and one thread.
 */
final class SourceFiles {

    private final HomeRoots roots;
    /** The folders that events spell, each looked for once. */
    private final Map<String, Optional<Located>> folders = new HashMap<>();
    /** Folders that were looked at and are no links. */
    private final Set<Path> plainFolders = new HashSet<>();

    /** What is done with an open file. */
    interface Reader {
        Sha256 read(InputStream content) throws IOException, SourceChangedException;
    }

    SourceFiles(HomeRoots roots) {
        this.roots = roots;
    }

    /** A file and the root that it lies in, whose links are resolved. */
    private record Located(Path path, Path root) {}

    /** Looks for a file without opening it. */
    void locate(Candidate candidate, Consumer<SourceFile> onFile, BiConsumer<Candidate, SkipReason> onSkip)
            throws RejectedLoopException {
        Optional<Located> inRoot = inRoot(candidate);
        if (inRoot.isEmpty()) {
            onSkip.accept(candidate, SkipReason.UNSAFE_NAME);
            return;
        }
        Path path = inRoot.get().path();
        try {
            BasicFileAttributes attributes = attributes(path);
            if (attributes.isSymbolicLink() || liesBehindLink(inRoot.get())) {
                onSkip.accept(candidate, SkipReason.LINK);
            } else if (!attributes.isRegularFile()) {
                onSkip.accept(candidate, SkipReason.NOT_A_FILE);
            } else {
                onFile.accept(new SourceFile(candidate, path, SourceFile.State.of(attributes)));
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            onSkip.accept(candidate, SkipReason.GONE);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    /**
     * Reads a file from begin to end.
     *
     * @return what the reader returned
     * @throws SourceChangedException if the file is not what it was when it was located, or is another one now
     * @throws RejectedLoopException if it cannot be read
     * @throws IOException if the reader cannot write, or its thread was interrupted
     */
    static Sha256 read(SourceFile file, Reader reader)
            throws IOException, SourceChangedException, RejectedLoopException {
        try (InputStream in = open(file.path())) {
            Sha256 sha256 = reader.read(in);
            if (!SourceFile.State.of(attributes(file.path())).equals(file.state())) {
                throw new SourceChangedException(file.path().toString());
            }
            return sha256;
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw new SourceChangedException(file.path().toString());
        } catch (ArchiveWriteException | ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            throw unreadable(file.path(), e);
        }
    }

    /** The other loops go on meanwhile, and the watcher announces this one again when it can read the file. */
    private static RejectedLoopException unreadable(Path file, IOException e) {
        return new RejectedLoopException(
                "WORKSPACE_UNREADABLE", file + " cannot be read (" + e + "); it is tried again when it can be");
    }

    /** Unlike {@link Files#newInputStream}, this ends when its thread is interrupted: a stop need not wait for a huge file. */
    private static InputStream open(Path path) throws IOException {
        return Channels.newInputStream(Files.newByteChannel(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    /** The digest of a file. */
    static MeasuredFile measure(SourceFile file) throws IOException, SourceChangedException, RejectedLoopException {
        return new MeasuredFile(file, read(file, Sha256::of), false);
    }

    private Optional<Located> inRoot(Candidate candidate) {
        String folder = candidate.folder();
        String file = candidate.file().path();
        return folder.isEmpty()
                ? located(file)
                : folders.computeIfAbsent(folder, this::located).flatMap(place -> below(place, file));
    }

    private Optional<Located> located(String spelled) {
        return roots.locate(spelled).flatMap(path -> roots.rootOf(spelled).map(root -> new Located(path, root.real())));
    }

    private static Optional<Located> below(Located folder, String file) {
        try {
            return Optional.of(new Located(folder.path().resolve(file), folder.root()));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private boolean liesBehindLink(Located file) {
        for (Path at = file.path().getParent(); at != null && !at.equals(file.root()); at = at.getParent()) {
            if (plainFolders.contains(at)) {
                return false;
            }
            if (Files.isSymbolicLink(at)) {
                return true;
            }
        }
        for (Path at = file.path().getParent(); at != null && !at.equals(file.root()) && plainFolders.add(at); ) {
            at = at.getParent();
        }
        return false;
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }
}
