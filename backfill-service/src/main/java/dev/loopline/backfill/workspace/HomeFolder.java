package dev.loopline.backfill.workspace;

import dev.loopline.contracts.path.HomeRoot;
import dev.loopline.contracts.path.HomeRoots;
import dev.loopline.contracts.path.RdAgentEnvironment;
import dev.loopline.contracts.path.RootSettings;
import dev.loopline.kit.files.HomeFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The RD-Agent home of this machine, with its further roots. Finds the folders of a loop in it and lets nothing out of it: a
 * path that climbs, and a folder that is reached only through a link inside a root, do not count as there. The home need not
 * be there when this is made. Safe for all threads.
 */
public final class HomeFolder {

    private final RootSettings settings;
    private volatile @Nullable HomeRoots opened;

    /** A home without further roots but those in its {@code .env}. */
    public HomeFolder(Path home) {
        this(RootSettings.of(home));
    }

    public HomeFolder(RootSettings settings) {
        this.settings = settings;
    }

    public Path path() {
        return settings.home();
    }

    /** The settings that RD-Agent was started with; the home's {@code .env} is read at each call, because it may change. */
    public RdAgentEnvironment environment() {
        return RdAgentEnvironment.read(path(), settings.environment());
    }

    /** Whether the home itself is there; false while its disk is not mounted. */
    public boolean isThere() {
        return Files.isDirectory(path());
    }

    /**
     * The folder that an event names.
     *
     * @param spelled relative to the home with {@code /}, or {@code @name/…} in another root; null if the recorded folder was
     *     not found
     * @return empty if it does not exist, is no folder, or lies outside
     */
    public Optional<Path> folder(@Nullable String spelled) throws IOException {
        if (spelled == null || spelled.isBlank() || !isThere()) {
            return Optional.empty();
        }
        return roots().resolve(spelled).filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS));
    }

    /**
     * Finds files as events name them.
     *
     * @throws IOException if the home is not there
     */
    public HomeFiles files() throws IOException {
        if (!isThere()) {
            throw new IOException("the RD-Agent home " + path() + " is not there; mount it again");
        }
        return new HomeFiles(roots());
    }

    /** How events spell a file or folder that {@link #folder} found, or that lies in or beside one. */
    public String spell(Path inRoot) throws IOException {
        return roots().spell(inRoot);
    }

    /** How events may spell the log folder of a run that has this name. */
    public List<String> logFolders(String name) throws IOException {
        return isThere()
                ? roots().all().stream()
                        .flatMap(root -> logFolder(root, name))
                        .distinct()
                        .toList()
                : List.of();
    }

    private static Stream<String> logFolder(HomeRoot root, String name) {
        return switch (root.kind()) {
            case LOGS -> Stream.of(root.spelling() + "/" + name);
            case RUN -> root.place().endsWith(name) ? Stream.of(root.spelling()) : Stream.empty();
            case HOME, TRACES, WORKSPACES, MAPPED -> Stream.empty();
        };
    }

    /**
     * Whether the root that holds this path is there, such as {@code git_ignore_folder} of the home, or {@code @name}. If it
     * is not, a missing workspace says nothing about the loop: the disk is not mounted, or this service was not given the
     * root.
     */
    public boolean hasRootOf(String spelled) throws IOException {
        Optional<HomeRoot> root = isThere() ? roots().rootOf(spelled) : Optional.empty();
        return root.isPresent() && (root.get().isThere() || isOrdinaryFolderOfHome(root.get(), spelled));
    }

    /** The home's own folder may have been removed on purpose, as long as the one above it is there. */
    private boolean isOrdinaryFolderOfHome(HomeRoot root, String spelled) throws IOException {
        boolean isLinkedOrElsewhere =
                Files.isSymbolicLink(root.place()) || !root.place().startsWith(roots().home());
        String first = spelled.substring(0, (spelled + "/").indexOf('/'));
        return !isLinkedOrElsewhere && Files.isDirectory(path().resolve(first));
    }

    private HomeRoots roots() throws IOException {
        HomeRoots known = opened;
        if (known == null) {
            known = open();
            opened = known;
        }
        return known;
    }

    private HomeRoots open() throws IOException {
        try {
            return HomeRoots.open(settings);
        } catch (NoSuchFileException e) {
            throw new IOException("the RD-Agent home " + path() + " is not there; mount it again", e);
        }
    }
}
