package dev.loopline.watcher.bookkeeping;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.PassedOverFolders;
import dev.loopline.contracts.event.BundleCreated;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.Note;
import dev.loopline.kit.sql.Sql;
import dev.loopline.watcher.register.LoopTable;
import java.sql.SQLException;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Notes in {@code loopline_loop.incomplete_revision} that what lies on disk or was published is less than the revision that was
 * registered: a service did not find every file, for example because a drive was away for a moment, or an older registration
 * was backfilled after it. No input on disk changed by that, so no later look would notice it. Stateless.
 */
final class Gaps {

    /** Notes of a backfill that left files out on purpose. */
    private static final Set<String> LEFT_OUT =
            Set.of("TOO_MANY_FILES", "FOLDER_TOO_DEEP", "PATH_TOO_LONG", "WORKSPACE_TWICE");

    /** {@code reason} of a file in {@code skipped} of a bundle's manifest. */
    private static final String GONE = "GONE";

    private Gaps() {}

    /** Compares what the backfill listed with what was registered. */
    static void note(Sql session, LoopBackfilled event) throws SQLException {
        boolean isCut = event.notes().stream().map(Note::code).anyMatch(LEFT_OUT::contains);
        if (isCut || !Progress.isNewest(session, event.key(), event.revision())) {
            return;
        }
        Set<String> listed = event.files().stream()
                .map(file -> file.workspaceId() + "/" + file.path())
                .collect(Collectors.toSet());
        boolean isWhole = LoopTable.files(session, event.key()).files().stream()
                .filter(file -> !PassedOverFolders.hold(file.path()))
                .allMatch(file -> listed.contains(file.workspaceId() + "/" + file.path()));
        note(session, event.key(), event.revision(), isWhole);
        if (isWhole) {
            forget(session, event.key(), event.revision());
        }
    }

    /**
     * A registration was backfilled after a newer one of its loop, as when its record is on the topic twice. The metadata files that it wrote
     * are those of the older revision, until the loop is backfilled again.
     */
    static void noteOlderBackfill(Sql session, LoopKey loop) throws SQLException {
        session.update(
                "UPDATE loopline_loop SET incomplete_revision = revision WHERE task_run_id = ? AND loop_id = ?",
                loop.taskRunId(),
                loop.loopId());
    }

    /** Looks for files that the bundler did not find any more. */
    static void note(Sql session, BundleCreated event) throws SQLException {
        boolean isWhole = event.bundle().manifest().skipped().stream()
                .noneMatch(file -> file.reason().equals(GONE));
        note(session, event.key(), event.revision(), isWhole);
    }

    private static void note(Sql session, LoopKey loop, long revision, boolean isWhole) throws SQLException {
        if (!isWhole) {
            session.update(
                    "UPDATE loopline_loop SET incomplete_revision = ? WHERE task_run_id = ? AND loop_id = ?",
                    revision,
                    loop.taskRunId(),
                    loop.loopId());
        }
    }

    private static void forget(Sql session, LoopKey loop, long revision) throws SQLException {
        session.update(
                "UPDATE loopline_loop SET incomplete_revision = 0"
                        + " WHERE task_run_id = ? AND loop_id = ? AND incomplete_revision = ?",
                loop.taskRunId(),
                loop.loopId(),
                revision);
    }
}
