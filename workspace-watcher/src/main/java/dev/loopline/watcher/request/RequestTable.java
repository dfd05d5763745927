package dev.loopline.watcher.request;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.watcher.register.Demand;
import dev.loopline.watcher.registry.RdAgentTable;
import dev.loopline.watcher.registry.RegistrySession;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads and writes {@code loopline_request} and {@code loopline_request_loop}. Stateless. */
public final class RequestTable {

    private static final Set<String> TRUE = Set.of("1", "true");

    private static final String SELECTABLE = """
            SELECT k.task_run_id, k.loop_id, k.state, k.content_digest, k.finished_at_utc,
                COALESCE(k.has_result, l.has_result, 0) AS has_result, COALESCE(l.is_solidified, 0) AS is_solidified,
                l.materialization_status, l.task_run_id IS NOT NULL AS has_row
            FROM loopline_loop k LEFT JOIN %s l ON l.task_run_id = k.task_run_id AND l.loop_id = k.loop_id
            WHERE (? IS NULL OR k.task_run_id = ?) AND (? IS NULL OR k.loop_id = ?)
            GROUP BY k.task_run_id, k.loop_id ORDER BY k.task_run_id, k.loop_id""";

    private static final String TASK_RUN_KNOWN = """
            SELECT EXISTS (SELECT 1 FROM %s WHERE task_run_id = ?1)
                OR EXISTS (SELECT 1 FROM %s WHERE task_run_id = ?1)
                OR EXISTS (SELECT 1 FROM %s WHERE task_run_id = ?1)
                OR EXISTS (SELECT 1 FROM loopline_loop WHERE task_run_id = ?1)""";

    /** Loops of a request that was not kept to its end have no request, so they are not served. */
    private static final String PENDING = """
            SELECT r.task_run_id, r.loop_id, r.request_id, q.overwrite, q.only_experiment_workspace
            FROM loopline_request_loop r
            JOIN loopline_request q ON q.request_id = r.request_id
            WHERE r.revision IS NULL AND r.error IS NULL AND r.skipped IS NULL
            ORDER BY q.created_at_utc, r.task_run_id, r.loop_id LIMIT ?""";

    /** In each request that waited for it, its loops are numbered in the order in which they came. */
    private static final String REPORT = """
            UPDATE loopline_request_loop SET workspace_id = ?, generated = ?, reported =
                1 + COALESCE((SELECT MAX(o.reported) FROM loopline_request_loop o
                    WHERE o.request_id = loopline_request_loop.request_id), 0)
            WHERE task_run_id = ? AND loop_id = ? AND revision <= ? AND reported IS NULL""";

    private static final String REPORTS = """
            SELECT reported, task_run_id, loop_id, workspace_id, generated FROM loopline_request_loop
            WHERE request_id = ? AND reported > ? ORDER BY reported LIMIT ?""";

    private RequestTable() {}

    /** The loops that a request names and that were registered once. */
    static List<Selectable> selectable(RegistrySession session, BackfillRequest request) throws SQLException {
        return session.list(
                SELECTABLE.formatted(session.ours(RdAgentTable.LOOPS)),
                RequestTable::selectable,
                request.taskRunId(),
                request.taskRunId(),
                request.loopId(),
                request.loopId());
    }

    private static Selectable selectable(ResultSet row) throws SQLException {
        return new Selectable(
                new LoopKey(row.getString("task_run_id"), row.getInt("loop_id")),
                "withdrawn".equals(row.getString("state")),
                row.getString("content_digest") != null && row.getInt("has_row") == 1,
                TRUE.contains(row.getString("has_result")),
                TRUE.contains(row.getString("is_solidified")),
                row.getString("materialization_status"),
                row.getString("finished_at_utc"));
    }

    /** Whether any table names the task run. */
    static boolean isTaskRunKnown(RegistrySession session, String taskRunId) throws SQLException {
        String known = TASK_RUN_KNOWN.formatted(
                session.theirs(RdAgentTable.TASK_RUNS),
                session.theirs(RdAgentTable.LOOPS),
                session.theirs(RdAgentTable.WORKSPACES));
        return session.number(known, taskRunId) == 1;
    }

    /** Keeps loops of a request; to be called before {@link #insert}, as often as there are parts. */
    static void insertLoops(
            RegistrySession session, String requestId, List<LoopKey> selected, Map<LoopKey, String> skipped)
            throws SQLException {
        List<@Nullable Object[]> rows = new ArrayList<>();
        selected.forEach(loop -> rows.add(new @Nullable Object[] {requestId, loop.taskRunId(), loop.loopId(), null}));
        skipped.forEach((loop, reason) ->
                rows.add(new @Nullable Object[] {requestId, loop.taskRunId(), loop.loopId(), reason}));
        session.updateAll(
                "INSERT INTO loopline_request_loop (request_id, task_run_id, loop_id, skipped) VALUES (?, ?, ?, ?)"
                        + " ON CONFLICT DO UPDATE SET skipped = excluded.skipped",
                rows);
    }

    /** Keeps the request itself; from then on its loops are worked on. */
    static void insert(
            RegistrySession session, String requestId, BackfillRequest request, String parameters, String createdAt)
            throws SQLException {
        session.update(
                "INSERT INTO loopline_request (request_id, parameters, overwrite, only_experiment_workspace,"
                        + " created_at_utc) VALUES (?, ?, ?, ?, ?)",
                requestId,
                parameters,
                request.overwriteJson() ? 1 : 0,
                request.onlyExperimentWorkspace() ? 1 : 0,
                createdAt);
    }

    /** The parameters with which a request was made; empty if there is no such request. */
    static Optional<String> parameters(RegistrySession session, String requestId) throws SQLException {
        return session
                .list(
                        "SELECT parameters FROM loopline_request WHERE request_id = ?",
                        row -> row.getString(1),
                        requestId)
                .stream()
                .findFirst();
    }

    /** The loops with which a request was made. */
    static Selection selection(RegistrySession session, String requestId) throws SQLException {
        List<LoopKey> selected = new ArrayList<>();
        SortedMap<LoopKey, String> skipped = new TreeMap<>();
        session.list(
                "SELECT task_run_id, loop_id, skipped FROM loopline_request_loop WHERE request_id = ?"
                        + " ORDER BY task_run_id, loop_id",
                row -> {
                    LoopKey loop = new LoopKey(row.getString("task_run_id"), row.getInt("loop_id"));
                    String reason = row.getString("skipped");
                    return reason == null ? selected.add(loop) : skipped.put(loop, reason) == null;
                },
                requestId);
        return new Selection(selected, skipped);
    }

    /** Loops that still wait for their new revision, oldest request first; of a loop only its oldest request. */
    public static Map<LoopKey, Demand> pending(RegistrySession session, int limit) throws SQLException {
        Map<LoopKey, Demand> out = new LinkedHashMap<>();
        session.list(
                PENDING,
                row -> out.putIfAbsent(
                        new LoopKey(row.getString("task_run_id"), row.getInt("loop_id")),
                        Demand.of(
                                row.getString("request_id"),
                                row.getInt("overwrite") == 1,
                                row.getInt("only_experiment_workspace") == 1)),
                limit);
        return out;
    }

    /** A loop of a request cannot get a new revision. */
    public static void fail(RegistrySession session, LoopKey loop, Demand demand, String reason) throws SQLException {
        session.update(
                "UPDATE loopline_request_loop SET error = ? WHERE request_id = ? AND task_run_id = ? AND loop_id = ?"
                        + " AND revision IS NULL",
                reason,
                demand.requestId(),
                loop.taskRunId(),
                loop.loopId());
    }

    /** The metadata of a loop is complete: keeps for the requests that waited for it what was written. */
    public static void backfilled(RegistrySession session, LoopBackfilled event) throws SQLException {
        session.update(
                REPORT,
                event.primaryWorkspaceId(),
                String.join("\n", event.generated()),
                event.key().taskRunId(),
                event.key().loopId(),
                event.revision());
    }

    /**
     * Loops of a request whose metadata is complete, in the order in which they came.
     *
     * @param after only those with a higher position
     */
    static List<BackfilledLoop> backfilled(RegistrySession session, String requestId, long after, int limit)
            throws SQLException {
        return session.list(
                REPORTS,
                row -> new BackfilledLoop(
                        row.getLong("reported"),
                        row.getString("task_run_id"),
                        row.getInt("loop_id"),
                        row.getString("workspace_id"),
                        row.getString("generated").lines().toList()),
                requestId,
                after,
                limit);
    }
}
