package dev.loopline.watcher.discovery;

import dev.loopline.contracts.path.RecordedPaths;
import dev.loopline.watcher.home.RdAgentHome;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Remembers where recorded paths lie, so that a scan does not ask the file system again for every row. A path that was found
 * is checked against the folders that were just listed, or on disk; one that was not found is tried again once the folders
 * changed. For one thread.
 */
public final class PathBook {

    private final RdAgentHome home;
    private final RecordedPaths paths;
    private final Map<String, Optional<Path>> known = new HashMap<>();
    private Set<Path> listed = Set.of();

    public PathBook(RdAgentHome home) {
        this.home = home;
        this.paths = home.paths();
    }

    /** A new scan begins, and has listed these folders. */
    void begin(Set<Path> folders) {
        if (!folders.equals(listed)) {
            retryAll();
            listed = folders;
        }
    }

    /** The folder; empty if it is not in the home now. */
    Optional<Path> folder(String recorded) {
        Optional<Path> found = known.computeIfAbsent(recorded, paths::resolve);
        return found.filter(path -> listed.contains(path) || Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS));
    }

    /** Whether this is a folder in which RD-Agent makes its workspaces, as the next scan will list it. */
    boolean isWorkspace(Path folder) {
        return listed.contains(folder) || home.workspaces().equals(folder.getParent());
    }

    /** Asks the file system again about all paths that were not found. */
    public void retryAll() {
        known.values().removeIf(Optional::isEmpty);
    }

    /** The folder, if it is there by now. */
    Optional<Path> again(String recorded) {
        retry(recorded);
        return folder(recorded);
    }

    /** Asks the file system again if this path was not found. */
    void retry(String recorded) {
        known.remove(recorded, Optional.empty());
    }
}
