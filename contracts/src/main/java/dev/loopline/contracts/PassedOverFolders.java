package dev.loopline.contracts;

import java.util.Set;
import java.util.stream.Stream;

/** Folders of a workspace that hold no results at any depth: caches of interpreters and package managers. */
public final class PassedOverFolders {

    private static final Set<String> NAMES = Set.of("__pycache__", ".git", "node_modules", ".venv");

    private PassedOverFolders() {}

    /** Whether a folder of this name is passed over. */
    public static boolean isName(String folder) {
        return NAMES.contains(folder);
    }

    /**
     * Whether a file lies in a folder that is passed over.
     *
     * @param path relative to the workspace, with {@code /}
     */
    public static boolean hold(String path) {
        int name = path.lastIndexOf('/');
        return name > 0 && Stream.of(path.substring(0, name).split("/")).anyMatch(NAMES::contains);
    }
}
