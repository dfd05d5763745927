package dev.loopline.watcher.bookkeeping;

import dev.loopline.contracts.LoopKey;
import dev.loopline.kit.sql.Sql;
import dev.loopline.watcher.register.LoopTable;
import java.sql.SQLException;

/**
 * How far a loop has come, in {@code loopline_loop}. A loop that is not there, because the registry was made anew, gets a row
 * that remembers its revision, so that the next one is higher than all that were published. Stateless.
 */
enum Progress {
    BACKFILLED("backfilled_revision"),
    BUNDLED("bundled_revision"),
    IMPORTED("imported_revision");

    private final String column;

    Progress(String column) {
        this.column = column;
    }

    /**
     * Notes that this revision got so far.
     *
     * @return whether it is the newest to get so far; if not, its content is out of date
     */
    boolean advance(Sql session, LoopKey loop, long revision) throws SQLException {
        LoopTable.takeUp(session, loop, revision);
        return session.update(
                        "UPDATE loopline_loop SET " + column + " = ? WHERE task_run_id = ? AND loop_id = ? AND "
                                + column + " <= ?",
                        revision,
                        loop.taskRunId(),
                        loop.loopId(),
                        revision)
                > 0;
    }

    /** Whether the loop's newest revision is this one. */
    static boolean isNewest(Sql session, LoopKey loop, long revision) throws SQLException {
        return session.number(
                        "SELECT revision FROM loopline_loop WHERE task_run_id = ? AND loop_id = ?",
                        loop.taskRunId(),
                        loop.loopId())
                <= revision;
    }
}
