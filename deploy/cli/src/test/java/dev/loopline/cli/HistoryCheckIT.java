package dev.loopline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.cli.status.ImportedLoops;
import dev.loopline.embedded.DatabaseOptions;
import dev.loopline.embedded.EmbeddedDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The registry says that two loops are in AIstock. */
class HistoryCheckIT {

    @TempDir
    Path folder;

    @Test
    void believesTheDatabaseAndNotTheRegistry() throws Exception {
        // Given: a registry that was used with another database before
        Path registry = folder.resolve("registry.sqlite");
        execute(DriverManager.getConnection("jdbc:sqlite:" + registry), """
                CREATE TABLE loopline_loop AS SELECT 'run' AS task_run_id, 1 AS loop_id, 'registered' AS state,
                    'd' AS content_digest, 2 AS revision, 2 AS imported_revision, 0 AS failed_revision
                UNION ALL SELECT 'run', 2, 'registered', 'd', 1, 1, 0
                UNION ALL SELECT 'run', 3, 'registered', 'd', 2, 1, 0
                UNION ALL SELECT 'gone', 1, 'withdrawn', 'd', 1, 1, 0""");
        try (EmbeddedDatabase database = EmbeddedDatabase.start(DatabaseOptions.in(folder.resolve("db"), "secret"))) {
            ImportedLoops.Database aistock =
                    () -> DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
            HistoryCheck check = new HistoryCheck(new ImportedLoops(registry, aistock), "http://127.0.0.1:1");

            // When, Then: the tables are not there yet
            assertThat(check.isWhole()).isFalse();
            assertThat(check.problem()).contains("cannot be asked");

            execute(aistock.open(), "CREATE TABLE aistock_loop_catalog AS SELECT 'run' AS task_run_id, 1 AS loop_id");
            assertThat(check.isWhole()).isFalse();
            assertThat(check.problem()).contains("does not have 1 loops").contains("(run/2)");

            execute(aistock.open(), "INSERT INTO aistock_loop_catalog VALUES ('run', 2)");
            assertThat(check.isWhole()).isTrue();
            assertThat(check.problem()).isEmpty();
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (connection;
                var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }
}
