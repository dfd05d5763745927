package dev.loopline.watcher.request;

import dev.loopline.kit.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads how far the loops of a request are. Stateless. */
final class RequestProgress {

    /** The states of a loop of a request, as they stand in the answers. */
    static final Set<String> STATES =
            Set.of("waiting", "registered", "backfilled", "bundled", "imported", "without_result", "failed", "skipped");

    /** A failure counts while no newer revision is under way. */
    private static final String LOOPS = """
            SELECT r.request_id, r.task_run_id, r.loop_id, r.revision,
                k.backfilled_revision >= r.revision AS backfilled,
                k.bundled_revision >= r.revision AND k.has_result = 1 AS bundled,
                CASE
                    WHEN r.skipped IS NOT NULL THEN 'skipped'
                    WHEN r.error IS NOT NULL THEN 'failed'
                    WHEN r.revision IS NULL THEN 'waiting'
                    WHEN k.imported_revision >= r.revision AND k.backfilled_revision >= r.revision
                        AND k.has_result = 1 THEN 'imported'
                    WHEN k.backfilled_revision >= r.revision AND k.has_result = 0 THEN 'without_result'
                    WHEN k.failed_revision >= r.revision AND k.failed_revision >= k.revision THEN 'failed'
                    WHEN k.state = 'withdrawn' THEN 'failed'
                    WHEN k.bundled_revision >= r.revision AND k.has_result = 1 THEN 'bundled'
                    WHEN k.backfilled_revision >= r.revision THEN 'backfilled'
                    ELSE 'registered'
                END AS state,
                COALESCE(r.skipped, r.error, CASE WHEN k.failed_revision >= k.revision THEN k.failure
                    WHEN k.state = 'withdrawn' THEN 'it was withdrawn: its rows and folders are gone' END) AS reason
            FROM loopline_request_loop r
            LEFT JOIN loopline_loop k ON k.task_run_id = r.task_run_id AND k.loop_id = r.loop_id
            WHERE r.request_id = ?""";

    private static final String PROGRESS = "WITH loop AS (" + LOOPS + ") " + """
            SELECT q.request_id, q.created_at_utc, TOTAL(state <> 'skipped') AS total, TOTAL(state = 'waiting') AS waiting,
                TOTAL(revision IS NOT NULL) AS registered, TOTAL(backfilled) AS backfilled, TOTAL(bundled) AS bundled,
                TOTAL(state = 'imported') AS imported, TOTAL(state = 'without_result') AS without_result,
                TOTAL(state = 'failed') AS failed, TOTAL(state = 'skipped') AS skipped
            FROM loopline_request q LEFT JOIN loop ON loop.request_id = q.request_id
            WHERE q.request_id = ? GROUP BY q.request_id, q.created_at_utc""";

    private static final String PAGE = "WITH loop AS (" + LOOPS + ") " + """
            SELECT * FROM loop WHERE ? IS NULL OR state = ? ORDER BY task_run_id, loop_id LIMIT ? OFFSET ?""";

    private RequestProgress() {}

    /** Empty if there is no such request. */
    static Optional<BackfillProgress> of(Sql session, String requestId) throws SQLException {
        return session.list(PROGRESS, RequestProgress::progress, requestId, requestId).stream()
                .findFirst();
    }

    /**
     * Loops of a request in the order of their keys.
     *
     * @param state only those in this state; null for all
     */
    static List<RequestedLoop> loops(Sql session, String requestId, @Nullable String state, int limit, int offset)
            throws SQLException {
        return session.list(PAGE, RequestProgress::loop, requestId, state, state, limit, offset);
    }

    private static BackfillProgress progress(ResultSet row) throws SQLException {
        long total = row.getLong("total");
        long through = row.getLong("imported") + row.getLong("without_result") + row.getLong("failed");
        return new BackfillProgress(
                row.getString("request_id"),
                row.getString("created_at_utc"),
                total,
                row.getLong("waiting"),
                row.getLong("registered"),
                row.getLong("backfilled"),
                row.getLong("bundled"),
                row.getLong("imported"),
                row.getLong("without_result"),
                row.getLong("failed"),
                row.getLong("skipped"),
                through >= total);
    }

    private static RequestedLoop loop(ResultSet row) throws SQLException {
        long revision = row.getLong("revision");
        boolean none = row.wasNull();
        String state = row.getString("state");
        boolean explained = state.equals("failed") || state.equals("skipped");
        return new RequestedLoop(
                row.getString("task_run_id"),
                row.getInt("loop_id"),
                state,
                none ? null : revision,
                explained ? row.getString("reason") : null);
    }
}
