package dev.loopline.bench;

import dev.loopline.samples.SampleHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * A home of very many loops with two files each, half of them in each layout, all of them finished and in the registry. A
 * sample home of that size has millions of files: to write and remove it takes longer than all that is to be measured.
 */
final class ThinHome {

    private static final int LOOPS_OF_A_TASK = 20;
    private static final int ROWS_AT_ONCE = 5000;
    private static final Instant FIRST = Instant.parse("2020-01-05T08:00:00Z");
    private static final Duration BETWEEN = Duration.ofMinutes(50);

    private final Path home;

    ThinHome(Path home) {
        this.home = home;
    }

    /** Writes so many loops. */
    void write(int loops) throws IOException, SQLException {
        // The first two make the folders and the tables.
        SampleHome.builder(home)
                .seedsLayoutLoops(1)
                .registryLoops(1)
                .modelBytes(64)
                .write();
        try (Connection registry =
                DriverManager.getConnection("jdbc:sqlite:" + home.resolve("RDagentDB/registry.sqlite"))) {
            registry.setAutoCommit(false);
            for (int from = 2; from < loops; from += ROWS_AT_ONCE) {
                write(registry, from, Math.min(loops, from + ROWS_AT_ONCE));
            }
        }
    }

    private void write(Connection registry, int from, int to) throws IOException, SQLException {
        try (PreparedStatement tasks = registry.prepareStatement(
                        "INSERT OR IGNORE INTO task_runs (task_run_id, status, updated_at_utc) VALUES (?, 'success', ?)");
                PreparedStatement rows = registry.prepareStatement(
                        "INSERT INTO loops (task_run_id, loop_id, action,"
                                + " status, has_result, ended_at_utc, updated_at_utc) VALUES (?, ?, 'model', 'success', 1, ?, ?)");
                PreparedStatement workspaces = registry.prepareStatement("INSERT INTO workspaces (workspace_id,"
                        + " task_run_id, loop_id, workspace_role, experiment_type, status, workspace_path,"
                        + " updated_at_utc) VALUES (?, ?, ?, 'experiment_workspace', 'model', 'success', ?, ?)")) {
            for (int loop = from; loop < to; loop++) {
                String task = String.format(Locale.ROOT, "thin_%06d", loop / LOOPS_OF_A_TASK);
                String time = FIRST.plus(BETWEEN.multipliedBy(loop)).toString();
                String id = String.format(Locale.ROOT, "%032x", loop);
                Path folder = loop % 2 == 0
                        ? home.resolve("log").resolve(task).resolve("workspace_" + id)
                        : home.resolve("git_ignore_folder/RD-Agent_workspace").resolve(id);
                Files.createDirectories(folder);
                Files.writeString(folder.resolve("qlib_res.csv"), ",0\nIC,0.0" + loop + "\n");
                Files.writeString(folder.resolve("ret.pkl"), "");
                add(tasks, task, time);
                add(rows, task, loop, time, time);
                add(workspaces, id, task, loop, folder.toString(), time);
            }
            tasks.executeBatch();
            rows.executeBatch();
            workspaces.executeBatch();
        }
        registry.commit();
    }

    private static void add(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        statement.addBatch();
    }
}
