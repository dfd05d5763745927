package dev.loopline.importer.sync;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.loopline.contracts.codec.Json;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The table {@code loopline_sync_run}: what runs did outlives the process. Safe for all threads. */
@Singleton
public class SyncRuns {

    private final DataSource database;

    SyncRuns(DataSource database) {
        this.database = database;
    }

    /** Begins a run. */
    SyncStatus begin(@Nullable Instant lastSyncTime, Instant now) throws SQLException {
        String sql = "INSERT INTO public.loopline_sync_run (state, phase, progress, last_sync_time, started_at)"
                + " VALUES (?, ?, 0, ?, ?) RETURNING run_id";
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, SyncStatus.RUNNING);
            statement.setString(2, SyncRun.FETCHING);
            statement.setObject(3, time(lastSyncTime));
            statement.setObject(4, time(now));
            try (ResultSet made = statement.executeQuery()) {
                made.next();
                return new SyncStatus(
                        made.getLong(1),
                        SyncStatus.RUNNING,
                        SyncRun.FETCHING,
                        0,
                        lastSyncTime,
                        now,
                        null,
                        null,
                        Map.of());
            }
        }
    }

    void save(SyncStatus run) throws SQLException {
        String sql = "UPDATE public.loopline_sync_run SET state = ?, phase = ?, progress = ?, finished_at = ?,"
                + " last_error = ?, last_result = ?::jsonb WHERE run_id = ?";
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, run.state());
            statement.setString(2, run.phase());
            statement.setDouble(3, run.progress());
            statement.setObject(4, time(run.finishedAt()));
            statement.setString(5, run.lastError());
            statement.setString(6, Json.mapper().writeValueAsString(run.lastResult()));
            statement.setLong(7, run.runId());
            statement.executeUpdate();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("numbers are JSON", e);
        }
    }

    /** The newest run. */
    public SyncStatus latest() throws SQLException {
        String sql = "SELECT * FROM public.loopline_sync_run ORDER BY run_id DESC LIMIT 1";
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            return row.next() ? read(row) : SyncStatus.NONE;
        }
    }

    /** Runs, the newest first. */
    public List<SyncStatus> history(int limit, int offset) throws SQLException {
        String sql = "SELECT * FROM public.loopline_sync_run ORDER BY run_id DESC LIMIT ? OFFSET ?";
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, limit);
            statement.setInt(2, offset);
            List<SyncStatus> found = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.add(read(row));
                }
            }
            return found;
        }
    }

    /** Runs of a process that is no more did not end well. */
    void failInterrupted(Instant now) throws SQLException {
        String sql = "UPDATE public.loopline_sync_run SET state = ?, finished_at = ?, last_error = ? WHERE state = ?";
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, SyncStatus.FAILED);
            statement.setObject(2, time(now));
            statement.setString(3, "the importer was stopped during the run; start it again");
            statement.setString(4, SyncStatus.RUNNING);
            statement.executeUpdate();
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
                    instant(row, "last_sync_time"),
                    instant(row, "started_at"),
                    instant(row, "finished_at"),
                    row.getString("last_error"),
                    result == null ? Map.of() : Json.mapper().readValue(result, new TypeReference<>() {}));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the table holds what Loopline did not write", e);
        }
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static @Nullable OffsetDateTime time(@Nullable Instant time) {
        return time == null ? null : time.atOffset(ZoneOffset.UTC);
    }
}
