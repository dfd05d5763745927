package dev.loopline.watcher.files;

import dev.loopline.contracts.event.Metadata;
import java.util.Set;

/**
 * Which files of a workspace are written by Loopline or by the scripts that it replaces, and therefore are no input: the
 * five metadata files, the three index files of the older backfill, and hidden files, which are temporary ones.
 */
final class OwnFiles {

    private static final Set<String> NAMES = Set.of(
            Metadata.FACTOR_META,
            Metadata.FACTOR_PERF,
            Metadata.FEEDBACK,
            Metadata.MODEL_META,
            Metadata.STRATEGY_META,
            "workspace_meta.json",
            "experiment_summary.json",
            "manifest.json");

    private OwnFiles() {}

    /**
     * @param path relative to the workspace, with {@code /}
     */
    static boolean contains(String path) {
        boolean inRoot = path.indexOf('/') < 0;
        return inRoot && (NAMES.contains(path) || path.startsWith("."));
    }
}
