package dev.loopline.contracts.path;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder below which Loopline looks. The user or RD-Agent's settings chose it, so it may be a symbolic link, or lie below
 * one; no link inside of it is followed. Immutable; safe for all threads.
 *
 * @param kind what is expected in it
 * @param spelling how events spell it: empty for the home, {@code log} for a folder of the home, {@code @name} for a folder
 *     elsewhere
 * @param place the folder as it was configured, absolute; it need not exist
 * @param origin the option or variable that named it, such as {@code WORKSPACE_PATH}; {@code default} where RD-Agent puts it
 *     by itself
 */
public record HomeRoot(Kind kind, String spelling, Path place, String origin) {

    /** The origin of the folders that RD-Agent takes without any setting. */
    public static final String DEFAULT = "default";

    /** What a root holds. */
    public enum Kind {
        /** The RD-Agent home. */
        HOME,
        /** Trace folders of runs at any depth, and task folders with workspaces in the layout of the initialisation guide. */
        LOGS,
        /** The trace folder of one run. */
        RUN,
        /** Traces that the server UI writes: {@code <scenario>/<name>/}. */
        TRACES,
        /** Workspaces. */
        WORKSPACES,
        /** Whatever a path mapping leads to, if that is no folder of workspaces. */
        MAPPED
    }

    /** The folder with its links resolved; the configured place while it is not there. */
    public Path real() {
        try {
            return place.toRealPath();
        } catch (IOException e) {
            return place;
        }
    }

    /** Whether the folder is there now; false while its disk is not mounted. */
    public boolean isThere() {
        return Files.isDirectory(place);
    }

    boolean is(Kind... kinds) {
        for (Kind one : kinds) {
            if (kind == one) {
                return true;
            }
        }
        return false;
    }
}
