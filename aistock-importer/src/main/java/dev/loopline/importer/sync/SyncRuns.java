package dev.loopline.importer.sync;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.loopline.contracts.codec.Json;
import dev.loopline.kit.sql.Sql;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The table {@code loopline_sync_run}: what runs did outlives the process. Safe for all threads. */
@Singleton
public class SyncRuns {

    private static final String REJECTIONS = """
            SELECT CASE WHEN kind LIKE 'alpha%' THEN 'aistock_' || kind || '_meta'
                        WHEN kind = 'occurrence' THEN 'aistock_factor_occurrence'
                        ELSE 'aistock_' || kind || '_catalog' END
                || CASE WHEN field = '' THEN '' ELSE ', column ' || field END
                || ': ' || entry_key || CASE WHEN task_run_id = '' THEN '' ELSE ' of ' || task_run_id || '/' || loop_id END
                || ' was rejected, ' || reason || ' (' || message || ')'
            FROM public.loopline_rejected WHERE kind <> 'bundle'
            ORDER BY at DESC, task_run_id, loop_id, kind, entry_key LIMIT ?""";

    private final DataSource database;

    SyncRuns(DataSource database) {
        this.database = database;
    }

    /** Begins a run. */
    SyncStatus begin(@Nullable Instant lastSyncTime, Instant now) throws SQLException {
        return all(
                        "INSERT INTO public.loopline_sync_run (state, phase, progress, last_sync_time, started_at)"
                                + " VALUES (?, ?, 0, ?, ?) RETURNING *",
                        SyncStatus.RUNNING,
                        SyncRun.FETCHING,
                        lastSyncTime,
                        now)
                .get(0);
    }

    void save(SyncStatus run) throws SQLException {
        try (Sql sql = Sql.open(database)) {
            sql.update(
                    "UPDATE public.loopline_sync_run SET state = ?, phase = ?, progress = ?, finished_at = ?,"
                            + " last_error = ?, last_result = ?::jsonb WHERE run_id = ?",
                    run.state(),
                    run.phase(),
                    run.progress(),
                    run.finishedAt(),
                    run.lastError(),
                    Json.mapper().valueToTree(run.lastResult()).toString(),
                    run.runId());
        }
    }

    /** The newest run. */
    public SyncStatus latest() throws SQLException {
        return history(1, 0).stream().findFirst().orElse(SyncStatus.NONE);
    }

    /** Runs, the newest first. */
    public List<SyncStatus> history(int limit, int offset) throws SQLException {
        return all("SELECT * FROM public.loopline_sync_run ORDER BY run_id DESC LIMIT ? OFFSET ?", limit, offset);
    }

    /** What AIstock's tables do not take, the newest first, a sentence each: table, column, entry and reason. */
    List<String> rejections(int limit) throws SQLException {
        try (Sql sql = Sql.open(database)) {
            return sql.list(REJECTIONS, row -> row.getString(1), limit);
        }
    }

    /** Marks the runs of a process that has ended as failed. */
    void failInterrupted(Instant now) throws SQLException {
        try (Sql sql = Sql.open(database)) {
            sql.update(
                    "UPDATE public.loopline_sync_run SET state = ?, finished_at = ?, last_error = ? WHERE state = ?",
                    SyncStatus.FAILED,
                    now,
                    "the importer was stopped during the run; start it again",
                    SyncStatus.RUNNING);
        }
    }

    private List<SyncStatus> all(String statement, @Nullable Object... values) throws SQLException {
        try (Sql sql = Sql.open(database)) {
            return sql.list(statement, SyncRuns::read, values);
        }
    }

    private static SyncStatus read(ResultSet row) throws SQLException {
        String result = row.getString("last_result");
        try {
            return new SyncStatus(
                    row.getLong("run_id"),
                    row.getString("state"),
                    row.getString("phase"),
                    row.getDouble("progress"),
                    Sql.instant(row, "last_sync_time"),
                    Sql.instant(row, "started_at"),
                    Sql.instant(row, "finished_at"),
                    row.getString("last_error"),
                    result == null ? Map.of() : Json.mapper().readValue(result, new TypeReference<>() {}));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the table holds what Loopline did not write", e);
        }
    }
}
