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
 * Remembers where recorded paths lie, and what is in workspaces that nothing names, so that a scan does not ask the file system again for every row. A path that was found
 * is checked against the folders that were just listed, or on disk; one that was not found is tried again once the folders
 * changed. For one thread.
 */
public final class PathBook {

    private final RecordedPaths paths;
    private final Map<String, Optional<Path>> folders = new HashMap<>();
    private final Map<String, Optional<Path>> workspaces = new HashMap<>();
    private final Map<Path, WorkspaceLook> looks = new HashMap<>();
    private Set<Path> listed = Set.of();

    public PathBook(RdAgentHome home) {
        this.paths = home.paths();
    }

    /** A new scan begins, and has listed these folders. */
    void begin(Set<Path> now) {
        if (!now.equals(listed)) {
            retryAll();
            looks.keySet().retainAll(now);
            listed = now;
        }
    }

    /** The folder; empty if it is in no root now. */
    Optional<Path> folder(String recorded) {
        return folders.computeIfAbsent(recorded, paths::resolve).filter(this::isThere);
    }

    /** The workspace that a session log names; empty if it is in no root now, or can be no workspace. */
    Optional<Path> workspace(String recorded) {
        return workspaces.computeIfAbsent(recorded, paths::workspace).filter(this::isThere);
    }

    /** What a workspace holds that no row and no session names; looked at again when something came or went. */
    WorkspaceLook look(Path folder) {
        return looks.compute(folder, WorkspaceLook::of);
    }

    private boolean isThere(Path folder) {
        return listed.contains(folder) || Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS);
    }

    /** Asks the file system again about all paths that were not found. */
    public void retryAll() {
        folders.values().removeIf(Optional::isEmpty);
        workspaces.values().removeIf(Optional::isEmpty);
    }

    /** The folder, if it is there by now. */
    Optional<Path> again(String recorded) {
        retry(recorded);
        return folder(recorded);
    }

    /** Asks the file system again if this path was not found. */
    void retry(String recorded) {
        folders.remove(recorded, Optional.empty());
        workspaces.remove(recorded, Optional.empty());
    }
}
