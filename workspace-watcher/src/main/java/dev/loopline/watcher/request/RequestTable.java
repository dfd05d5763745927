package dev.loopline.watcher.request;

import dev.loopline.contracts.LoopKey;
import dev.loopline.watcher.register.Demand;
import dev.loopline.watcher.register.RecordedTime;
import dev.loopline.watcher.registry.SqlSession;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads and writes {@code loopline_request} and {@code loopline_request_loop}. Stateless. */
public final class RequestTable {

    private static final String SELECT = """
            SELECT k.task_run_id, k.loop_id, k.finished_at_utc FROM loopline_loop k
            JOIN loops l ON l.task_run_id = k.task_run_id AND l.loop_id = k.loop_id
            WHERE k.state = 'registered' AND k.content_digest IS NOT NULL
                AND (? IS NULL OR k.task_run_id = ?) AND (? IS NULL OR k.loop_id = ?)
                AND (? <> 'solidify-all' OR (COALESCE(k.has_result, l.has_result, 0) IN (1, '1', 'true')
                    AND COALESCE(l.is_solidified, 0) = 0))
                AND (? <> 'materialize-pending' OR COALESCE(l.materialization_status, 'pending') IN ('pending', 'failed'))
            ORDER BY k.task_run_id, k.loop_id""";

    private static final String PENDING = """
            SELECT r.task_run_id, r.loop_id, r.request_id, q.overwrite FROM loopline_request_loop r
            JOIN loopline_request q ON q.request_id = r.request_id
            WHERE r.revision IS NULL AND r.error IS NULL ORDER BY q.created_at_utc, r.task_run_id, r.loop_id LIMIT ?""";

    private static final String PROGRESS = """
            SELECT q.request_id, q.created_at_utc, COUNT(r.task_run_id) AS total,
                TOTAL(r.task_run_id IS NOT NULL AND r.revision IS NULL AND r.error IS NULL) AS waiting,
                TOTAL(r.revision IS NOT NULL) AS registered,
                TOTAL(k.backfilled_revision >= r.revision) AS backfilled,
                TOTAL(k.bundled_revision >= r.revision AND k.has_result = 1) AS bundled,
                TOTAL(k.imported_revision >= r.revision AND k.has_result = 1) AS imported,
                TOTAL(k.backfilled_revision >= r.revision AND k.has_result = 0) AS without_result,
                TOTAL(r.error IS NOT NULL) AS failed
            FROM loopline_request q
            LEFT JOIN loopline_request_loop r ON r.request_id = q.request_id
            LEFT JOIN loopline_loop k ON k.task_run_id = r.task_run_id AND k.loop_id = r.loop_id
            WHERE q.request_id = ? GROUP BY q.request_id, q.created_at_utc""";

    private RequestTable() {}

    /** The registered loops that a request means. */
    static List<LoopKey> select(SqlSession session, BackfillRequest request) throws SQLException {
        String mode = request.effectiveMode();
        List<LoopKey> out = new ArrayList<>();
        session.query(
                SELECT,
                row -> {
                    Optional<Instant> finished = RecordedTime.parse(row.getString("finished_at_utc"));
                    if (!request.hasDates() || finished.filter(request::covers).isPresent()) {
                        out.add(new LoopKey(row.getString("task_run_id"), row.getInt("loop_id")));
                    }
                    return true;
                },
                request.taskRunId(),
                request.taskRunId(),
                request.loopId(),
                request.loopId(),
                mode,
                mode);
        return out;
    }

    static void insert(
            SqlSession session,
            String requestId,
            String parameters,
            boolean overwrite,
            String createdAt,
            List<LoopKey> loops)
            throws SQLException {
        session.update(
                "INSERT INTO loopline_request (request_id, parameters, overwrite, created_at_utc) VALUES (?, ?, ?, ?)",
                requestId,
                parameters,
                overwrite ? 1 : 0,
                createdAt);
        List<@Nullable Object[]> rows = new ArrayList<>();
        loops.forEach(loop -> rows.add(new @Nullable Object[] {requestId, loop.taskRunId(), loop.loopId()}));
        session.updateAll(
                "INSERT INTO loopline_request_loop (request_id, task_run_id, loop_id) VALUES (?, ?, ?)", rows);
    }

    /** Loops that still wait for their new revision, oldest request first; of a loop only its oldest request. */
    public static Map<LoopKey, Demand> pending(SqlSession session, int limit) throws SQLException {
        Map<LoopKey, Demand> out = new LinkedHashMap<>();
        session.query(
                PENDING,
                row -> out.putIfAbsent(
                        new LoopKey(row.getString("task_run_id"), row.getInt("loop_id")),
                        new Demand(row.getString("request_id"), row.getInt("overwrite") == 1)),
                limit);
        return out;
    }

    /** A loop of a request cannot get a new revision. */
    public static void fail(SqlSession session, LoopKey loop, Demand demand, String reason) throws SQLException {
        session.update(
                "UPDATE loopline_request_loop SET error = ? WHERE request_id = ? AND task_run_id = ? AND loop_id = ?"
                        + " AND revision IS NULL",
                reason,
                demand.requestId(),
                loop.taskRunId(),
                loop.loopId());
    }

    static Optional<BackfillProgress> progress(SqlSession session, String requestId) throws SQLException {
        return session
                .query(
                        PROGRESS,
                        row -> {
                            long total = row.getLong("total");
                            long through =
                                    row.getLong("imported") + row.getLong("without_result") + row.getLong("failed");
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
                                    through >= total);
                        },
                        requestId)
                .stream()
                .findFirst();
    }
}
