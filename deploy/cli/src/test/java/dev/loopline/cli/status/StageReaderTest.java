package dev.loopline.cli.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
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
    void opensNothingAsLongAsNobodyWrote() throws Exception {
        // Given a registry that was written long ago, and whose content cannot be read any more
        Path registry = folder.resolve("registry.sqlite");
        FileTime longAgo = FileTime.from(Instant.parse("2026-01-14T02:11:09Z"));
        execute(registry, """
                CREATE TABLE loopline_loop AS SELECT 't' AS task_run_id, 0 AS loop_id, 'registered' AS state,
                    'd' AS content_digest, 1 AS revision, 0 AS backfilled_revision, 0 AS bundled_revision,
                    0 AS imported_revision, NULL AS has_result, 0 AS failed_revision""");
        Files.setLastModifiedTime(registry, longAgo);
        StageReader reader = new StageReader(registry);
        StageCounts counts = reader.read();
        byte[] content = Files.readAllBytes(registry);
        Files.write(registry, new byte[content.length]);
        Files.setLastModifiedTime(registry, longAgo);

        // When, Then
        assertThat(reader.read()).isEqualTo(counts);

        // When somebody writes
        Files.write(registry, content);
        execute(registry, "UPDATE loopline_loop SET backfilled_revision = 1");

        // Then
        assertThat(reader.read().backfilled()).isEqualTo(counts.backfilled() + 1);
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
