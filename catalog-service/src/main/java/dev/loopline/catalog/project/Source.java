package dev.loopline.catalog.project;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.event.Bundle;
import dev.loopline.contracts.event.BundleCreated;
import dev.loopline.contracts.event.Configuration;
import dev.loopline.contracts.event.Loop;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.LoopFile;
import dev.loopline.contracts.event.Metadata;
import dev.loopline.contracts.event.Workspace;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The event, with what several entries need of it.
 *
 * @param key the loop; an event makes it anew whenever it is asked
 * @param primary the experiment workspace
 * @param paths paths of its files, relative to it, sorted
 * @param weights those of them that are model weights, sorted
 */
record Source(BundleCreated event, LoopKey key, Workspace primary, Set<String> paths, List<String> weights) {

    private static final String MLRUNS = "mlruns";
    private static final Set<String> NOT_WRITTEN = Set.of("METADATA_NOT_WRITTEN", "METADATA_KEPT");
    private static final List<String> METADATA = List.of(
            Metadata.FACTOR_META, Metadata.FACTOR_PERF, Metadata.FEEDBACK, Metadata.MODEL_META, Metadata.STRATEGY_META);

    /** @throws IllegalStateException if the event lacks its primary workspace */
    static Source of(BundleCreated event) {
        Workspace primary = event.backfilled().primaryWorkspace();
        List<LoopFile> own = event.backfilled().files().stream()
                .filter(file -> primary.workspaceId().equals(file.workspaceId()))
                .toList();
        return new Source(
                event,
                event.key(),
                primary,
                own.stream().map(LoopFile::path).collect(Collectors.toCollection(TreeSet::new)),
                own.stream()
                        .filter(file -> file.kind() == LoopFile.Kind.WEIGHT)
                        .map(LoopFile::path)
                        .sorted()
                        .toList());
    }

    LoopBackfilled backfilled() {
        return event.backfilled();
    }

    Loop loop() {
        return backfilled().loop();
    }

    Metadata metadata() {
        return backfilled().metadata();
    }

    Configuration configuration() {
        return backfilled().configuration();
    }

    Bundle bundle() {
        return event.bundle();
    }

    /** The loop's own log folder, else that of its task run. */
    @Nullable
    String logDir() {
        String own = loop().logDir();
        return own != null ? own : loop().logTracePath();
    }

    /** The metadata files that are not in the primary workspace as the event has them. */
    List<String> notWritten() {
        List<String> subjects = backfilled().notes().stream()
                .filter(note -> NOT_WRITTEN.contains(note.code()))
                .map(note -> String.valueOf(note.subject()))
                .toList();
        return METADATA.stream()
                .filter(file -> subjects.contains(primary.workspaceId() + "/" + file))
                .toList();
    }

    /** The path itself if the primary workspace has such a file, else null. */
    @Nullable
    String existing(String path) {
        return paths.contains(path) ? path : null;
    }

    /** {@code mlruns} if the primary workspace has a file in that folder, else null. */
    @Nullable
    String mlruns() {
        return paths.stream().anyMatch(path -> path.startsWith(MLRUNS + "/")) ? MLRUNS : null;
    }

    boolean has(LoopFile.Kind kind) {
        return backfilled().files().stream().anyMatch(file -> file.kind() == kind);
    }
}
