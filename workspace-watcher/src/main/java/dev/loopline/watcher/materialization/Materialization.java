package dev.loopline.watcher.materialization;

import dev.loopline.contracts.LoopKey;
import dev.loopline.watcher.register.RecordedTime;
import dev.loopline.watcher.registry.RdAgentTable;
import dev.loopline.watcher.registry.RegistrySession;
import dev.loopline.watcher.registry.RowChange;
import java.sql.SQLException;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of {@code loops.materialization_status}:
 *
 * <pre>
 * a new revision is registered ──▶ pending ──published──▶ running ──all stages so far passed──▶ done
 *                                                            └──────── a dead letter ───────▶ failed ──passed after all──▶ done
 * </pre>
 *
 * A late report never moves it: each change is made only if the loop's newest revision is the one that it is about, and a
 * failure only if that revision has not passed the stage meanwhile. {@code done} may still become {@code failed}, when a
 * later stage gives up. {@code pending} is written with the registration. Safe for all threads; the session decides on the
 * thread.
 */
public final class Materialization {

    private static final String NEWEST = """
            EXISTS (SELECT 1 FROM loopline_loop k WHERE k.task_run_id = ? AND k.loop_id = ? AND k.revision = ?%s)""";

    private static final String MAY_RUN = "COALESCE(materialization_status, 'pending') = 'pending' AND "
            + NEWEST.formatted(" AND k.state = 'registered'");

    private static final String IS_DONE = "COALESCE(materialization_status, 'pending') <> 'done' AND "
            + NEWEST.formatted(" AND k.backfilled_revision >= k.revision AND k.failed_revision < k.revision");

    /** What failed at an older revision counts no more, nor what failed on the way to this stage at the same one. */
    private static final String CLEAR = """
            UPDATE loopline_loop SET failed_revision = 0, failed_service = NULL, failure = NULL
            WHERE task_run_id = ? AND loop_id = ? AND failed_revision > 0 AND (failed_revision < ?
                OR (failed_revision = ? AND failed_service IN (SELECT value FROM json_each(?))))""";

    private static final String FAIL = """
            UPDATE loopline_loop SET failed_revision = ?, failed_service = ?, failure = ?
            WHERE task_run_id = ? AND loop_id = ? AND revision = ? AND %s < ?""";

    private final Clock clock;

    public Materialization(Clock clock) {
        this.clock = clock;
    }

    /** The broker has the event about this revision: {@code pending} becomes {@code running}. */
    public void published(RegistrySession session, LoopKey loop, long revision) throws SQLException {
        session.rows().update(state(loop, "running", null).where(MAY_RUN, loop.taskRunId(), loop.loopId(), revision));
    }

    /**
     * A revision passed a stage, which was noted already: what failed before is over, and the loop is {@code done} unless a
     * later stage gave it up.
     */
    public void passed(RegistrySession session, Stage stage, LoopKey loop, long revision) throws SQLException {
        session.update(CLEAR, loop.taskRunId(), loop.loopId(), revision, revision, servicesUpTo(stage));
        session.rows().update(state(loop, "done", null).where(IS_DONE, loop.taskRunId(), loop.loopId(), revision));
    }

    /**
     * A stage gave a revision up: the loop is {@code failed}, unless that revision is no longer the newest one, or passed the
     * stage after all.
     *
     * @return whether the loop failed by it
     */
    public boolean failed(RegistrySession session, Stage stage, LoopKey loop, long revision, Failure failure)
            throws SQLException {
        String text = failure.text();
        int failed = session.update(
                FAIL.formatted(stage.passedColumn()),
                revision,
                stage.service(),
                text,
                loop.taskRunId(),
                loop.loopId(),
                revision,
                revision);
        if (failed == 0) {
            return false;
        }
        session.rows().update(state(loop, "failed", text));
        return true;
    }

    private RowChange state(LoopKey loop, String status, @Nullable String error) {
        String now = RecordedTime.format(clock.instant());
        return RowChange.of(RdAgentTable.LOOPS, loop.taskRunId(), loop.loopId())
                .set("materialization_status", status)
                .set("materialization_error", error)
                .set("materialization_updated_at_utc", now)
                .later("updated_at_utc", now);
    }

    private static String servicesUpTo(Stage last) {
        StringBuilder names = new StringBuilder();
        for (Stage stage : Stage.values()) {
            if (stage.compareTo(last) <= 0) {
                names.append(names.isEmpty() ? "[\"" : "\",\"").append(stage.service());
            }
        }
        return names.append("\"]").toString();
    }
}
