package dev.loopline.watcher.register;

import dev.loopline.contracts.LoopKey;
import dev.loopline.watcher.files.FileSet;
import dev.loopline.watcher.files.InputFiles;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a look at the files of a loop brought.
 *
 * @param files those that are there
 * @param vanished those that it was registered with and that are gone
 * @param primary the workspace that stands for the loop
 * @param owner the loop that the folder of this workspace is registered for; null if none is
 * @param feedbackChanged whether {@code feedback.json} is not the one that the backfill left
 * @param stillFor how long the files have been seen unchanged
 * @param folderModifiedAt modification time of the primary workspace's folder
 */
public record FileFacts(
        FileSet files,
        InputFiles vanished,
        String primary,
        @Nullable LoopKey owner,
        boolean feedbackChanged,
        Duration stillFor,
        Instant folderModifiedAt) {

    /** Whether the input files are those that the loop was registered with, but for those that vanished. */
    boolean areThoseOf(KnownLoop registered) {
        return files.inputFingerprint(vanished).equals(registered.statFingerprint());
    }
}
