package dev.loopline.bench;

import dev.loopline.cli.stack.Endpoints;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/** Looks for committed rows, about once a millisecond. Not safe for several threads. */
final class AistockRows implements AutoCloseable {

    static final Duration LOOK_AGAIN = Duration.ofMillis(1);
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    private final Connection connection;
    private final PreparedStatement one;
    private final PreparedStatement all;

    AistockRows(Endpoints endpoints) throws SQLException {
        connection = DriverManager.getConnection(endpoints.jdbcUrl(), endpoints.dbUser(), endpoints.dbPassword());
        one = connection.prepareStatement("SELECT 1 FROM aistock_loop_catalog WHERE task_run_id = ? AND loop_id = ?");
        all = connection.prepareStatement("SELECT count(*) FROM aistock_loop_catalog");
    }

    /** Waits for the loop's row; returns when it was seen. */
    Instant awaitLoop(String taskRunId, int loopId) throws SQLException {
        one.setString(1, taskRunId);
        one.setInt(2, loopId);
        Instant deadline = Instant.now().plus(PATIENCE);
        while (true) {
            try (ResultSet row = one.executeQuery()) {
                if (row.next()) {
                    return Instant.now();
                }
            }
            pauseUntil(LOOK_AGAIN, deadline, taskRunId + "/" + loopId + " did not arrive");
        }
    }

    int count() throws SQLException {
        try (ResultSet row = all.executeQuery()) {
            row.next();
            return row.getInt(1);
        }
    }

    static void pauseUntil(Duration pause, Instant deadline, String complaint) {
        if (Instant.now().isAfter(deadline)) {
            throw new IllegalStateException(complaint);
        }
        LockSupport.parkNanos(pause.toNanos());
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
