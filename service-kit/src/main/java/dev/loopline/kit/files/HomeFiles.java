package dev.loopline.kit.files;

import dev.loopline.contracts.path.HomeRoot;
import dev.loopline.contracts.path.HomeRoots;
import java.io.IOException;
import java.nio.channels.FileChannel;
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
import org.jspecify.annotations.Nullable;

/**
 * Finds the files of loops below the RD-Agent home and its further roots and nothing outside of them: no link is followed
 * between a root and the file. Remembers what it looked at, so it is made anew for each loop or call. For one thread.
 */
public final class HomeFiles {

    private final HomeRoots roots;
    /** The folders that events spell, each looked for once. */
    private final Map<String, Optional<Located>> folders = new HashMap<>();
    /** Folders that were looked at and are no links. */
    private final Set<Path> plainFolders = new HashSet<>();

    public HomeFiles(HomeRoots roots) {
        this.roots = roots;
    }

    /** A file and the root that it lies in, whose links are resolved. */
    private record Located(Path path, Path root) {}

    /**
     * Looks for a file without opening it.
     *
     * @param folder how events spell the folder; empty is the home itself
     * @param file the path below it, with {@code /}
     */
    public Finding find(String folder, String file) {
        Optional<Located> inRoot = folder.isEmpty()
                ? located(file)
                : folders.computeIfAbsent(folder, this::located).flatMap(place -> below(place, file));
        if (inRoot.isEmpty()) {
            return new Finding.Absent(Finding.Absence.UNSAFE_NAME);
        }
        Path path = inRoot.get().path();
        try {
            BasicFileAttributes attributes = attributes(path);
            if (attributes.isSymbolicLink() || liesBehindLink(inRoot.get())) {
                return new Finding.Absent(Finding.Absence.LINK);
            }
            return attributes.isRegularFile()
                    ? new Finding.Present(path, FileState.of(attributes))
                    : new Finding.Absent(Finding.Absence.NOT_A_FILE);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return new Finding.Absent(Finding.Absence.GONE);
        } catch (IOException e) {
            return new Finding.Unreadable(path, e);
        }
    }

    /** Looks for a workspace. @param spelled as events spell it; null if it was not found when the event was made */
    public FoundFolder findFolder(@Nullable String spelled) {
        String home = roots.home().toString();
        if (spelled == null) {
            return new FoundFolder(FoundFolder.State.MISSING, home);
        }
        Optional<Path> folder = roots.locate(spelled);
        if (folder.isEmpty() || !Files.isDirectory(folder.get())) {
            return rootThatIsAway(spelled)
                    .map(root -> new FoundFolder(
                            FoundFolder.State.ROOT_AWAY, root.place().toString()))
                    .orElseGet(() -> new FoundFolder(FoundFolder.State.MISSING, home));
        }
        return new FoundFolder(
                roots.resolve(spelled).isPresent() ? FoundFolder.State.THERE : FoundFolder.State.OUTSIDE_HOME, home);
    }

    /** What a file looks like now; a link is not followed. */
    public static FileState state(Path path) throws IOException {
        return FileState.of(attributes(path));
    }

    /** Unlike {@link Files#newInputStream}, reading this ends when its thread is interrupted: a stop need not wait for a huge file. */
    public static FileChannel open(Path path) throws IOException {
        return FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    }

    private Optional<HomeRoot> rootThatIsAway(String spelled) {
        return roots.rootOf(spelled)
                .filter(root -> root.spelling().startsWith("@") || Files.isSymbolicLink(root.place()))
                .filter(root -> !root.isThere());
    }

    private Optional<Located> located(String spelled) {
        return roots.locate(spelled).flatMap(path -> roots.rootOf(spelled).map(root -> new Located(path, root.real())));
    }

    private static Optional<Located> below(Located folder, String file) {
        try {
            Path path = folder.path().resolve(file);
            boolean staysThere = path.equals(path.normalize()) && path.startsWith(folder.path());
            return staysThere ? Optional.of(new Located(path, folder.root())) : Optional.empty();
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
