package dev.loopline.cli.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StageReaderTest {

    @TempDir
    Path folder;

    @Test
    void countsEachLoopAtItsNewestRevision() throws SQLException {
        // Given
        Path registry = folder.resolve("registry.sqlite");
        execute(registry, """
                CREATE TABLE loopline_loop (task_run_id, loop_id, state, content_digest, revision, backfilled_revision,
                    bundled_revision, imported_revision, has_result, failed_revision);
                INSERT INTO loopline_loop VALUES
                    ('t', 0, 'REGISTERED', 'd', 2, 2, 2, 2, 1, 0),
                    ('t', 1, 'registered', 'd', 2, 2, 2, 1, 1, 0),
                    ('t', 2, 'REGISTERED', 'd', 1, 1, 0, 0, 0, 0),
                    ('t', 3, 'REGISTERED', 'd', 1, 0, 0, 0, NULL, 0),
                    ('t', 6, 'registered', 'd', 3, 2, 2, 2, 1, 3),
                    ('t', 4, 'WITHDRAWN', 'd', 1, 1, 1, 1, 1, 0),
                    ('t', 5, 'REGISTERED', NULL, 1, 1, 1, 1, 1, 0)""");

        // When
        StageCounts counts = new StageReader(registry).read();

        // Then: loop 1 waits for its import, loop 3 for its backfill, loop 6 was given up
        assertThat(counts).isEqualTo(new StageCounts(5, 3, 2, 2, 1, 1, 2));
        assertThat(counts.isSettled()).isFalse();
    }

    @Test
    void findsNothingWhereNothingWasRegistered() throws SQLException {
        // Given
        Path registry = folder.resolve("registry.sqlite");

        // When, Then
        assertThat(new StageReader(registry).read()).isEqualTo(StageCounts.NONE);
        execute(registry, "CREATE TABLE loops (task_run_id)");
        assertThat(new StageReader(registry).read()).isEqualTo(StageCounts.NONE);
        assertThat(StageCounts.NONE.isSettled()).isTrue();
    }

    @Test
    void neverWrites() throws SQLException {
        // Given
        Path registry = folder.resolve("registry.sqlite");
        execute(registry, "CREATE TABLE loops (task_run_id)");

        // When, Then
        try (var connection = RegistryFile.open(registry);
                var statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.executeUpdate("DELETE FROM loops"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("readonly");
        }
        assertThatThrownBy(() -> RegistryFile.open(folder.resolve("none.sqlite")))
                .isInstanceOf(SQLException.class);
    }

    private static void execute(Path registry, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + registry);
                var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }
}
