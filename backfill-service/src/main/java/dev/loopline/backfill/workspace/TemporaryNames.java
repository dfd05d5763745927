package dev.loopline.backfill.workspace;

import java.nio.file.Path;

/** Names of the files that stand in a folder for a moment before they are renamed into place. */
public final class TemporaryNames {

    /** Ends every such name; listings of folders leave them out. */
    public static final String SUFFIX = ".loopline.tmp";

    private TemporaryNames() {}

    /** The temporary file for a target: hidden, in the same folder, always the same, so that none is left behind twice. */
    public static Path beside(Path target) {
        return target.resolveSibling("." + target.getFileName() + SUFFIX);
    }
}
