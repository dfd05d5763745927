package dev.loopline.watcher.discovery;

import dev.loopline.contracts.ResultFiles;
import dev.loopline.contracts.event.Metadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a workspace held that no row and no session names.
 *
 * @param modifiedAt when an entry of the folder last came or went
 * @param lookedAt when it was looked at
 * @param identity what its {@code workspace_meta.json} says
 * @param holdsResult whether there are metrics with a return curve or a table of factors, or figures that an older backfill derived
 */
public record WorkspaceLook(Instant modifiedAt, Instant lookedAt, FolderIdentity identity, boolean holdsResult) {

    private static final String FIGURES = Metadata.FACTOR_PERF;

    /** Looks at a folder, unless the former look still holds: then nothing came or went since. */
    static WorkspaceLook of(Path folder, @Nullable WorkspaceLook before) {
        Instant modified = modified(folder);
        boolean holds = before != null
                && before.modifiedAt().equals(modified)
                && FolderListings.isSettled(modified, before.lookedAt());
        return before != null && holds
                ? before
                : new WorkspaceLook(
                        modified, Instant.now(), FolderMetadata.readWorkspaceMeta(folder), holdsResult(folder));
    }

    /** Whether a workspace holds a result that is worth carrying. */
    public static boolean holdsResult(Path folder) {
        boolean table = ResultFiles.hasFactorTable(name -> isThere(folder, name));
        return isThere(folder, FIGURES)
                || table && isThere(folder, ResultFiles.METRICS)
                || ResultFiles.hasBacktest(name -> isThere(folder, name));
    }

    private static boolean isThere(Path folder, String name) {
        return Files.isRegularFile(folder.resolve(name), LinkOption.NOFOLLOW_LINKS);
    }

    private static Instant modified(Path folder) {
        try {
            return Files.getLastModifiedTime(folder, LinkOption.NOFOLLOW_LINKS).toInstant();
        } catch (IOException e) {
            return Instant.MIN;
        }
    }
}
