package dev.loopline.watcher.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.samples.SampleHome;
import dev.loopline.samples.registry.RegistryKind;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryTest {

    /** How long RD-Agent's most impatient connection, that of its scan tool, waits for the lock before it fails. */
    private static final Duration SHORTEST_PATIENCE = Duration.ofSeconds(5);

    @TempDir
    Path folder;

    @Test
    void createsTheTablesOfRdAgentExactly() throws Exception {
        // Given
        Path file = folder.resolve("RDagentDB/registry.sqlite");

        // When
        Registry.open(file).close();

        // Then
        assertThat(columns(file, "task_runs"))
                .containsExactly(
                        "task_run_id TEXT pk1",
                        "scenario TEXT",
                        "status TEXT",
                        "created_at_utc TEXT",
                        "updated_at_utc TEXT",
                        "git_sha TEXT",
                        "rdagent_version TEXT",
                        "log_trace_path TEXT",
                        "params_json TEXT");
        assertThat(columns(file, "loops"))
                .containsExactly(
                        "task_run_id TEXT notnull pk1",
                        "loop_id INTEGER notnull pk2",
                        "action TEXT",
                        "status TEXT",
                        "has_result INTEGER default 0",
                        "best_workspace_id TEXT",
                        "started_at_utc TEXT",
                        "ended_at_utc TEXT",
                        "error_type TEXT",
                        "error_message TEXT",
                        "ic_mean REAL",
                        "rank_ic_mean REAL",
                        "ann_return REAL",
                        "mdd REAL",
                        "turnover REAL",
                        "multi_score REAL",
                        "metrics_json TEXT",
                        "log_dir TEXT",
                        "materialization_status TEXT",
                        "materialization_error TEXT",
                        "materialization_updated_at_utc TEXT",
                        "asset_bundle_id TEXT",
                        "is_solidified INTEGER default 0",
                        "sync_status TEXT default 'pending'",
                        "updated_at_utc TEXT",
                        "workspace_id TEXT",
                        "workspace_path TEXT");
        assertThat(columns(file, "factor_registry"))
                .containsExactly(
                        "factor_name TEXT pk1",
                        "expression TEXT",
                        "performance_json TEXT",
                        "asset_bundle_id TEXT pk2",
                        "workspace_id TEXT",
                        "task_run_id TEXT",
                        "loop_id INTEGER",
                        "updated_at_utc TEXT");
        assertThat(columns(file, "workspaces"))
                .containsExactly(
                        "workspace_id TEXT pk1",
                        "task_run_id TEXT notnull",
                        "loop_id INTEGER",
                        "workspace_role TEXT",
                        "experiment_type TEXT",
                        "step_name TEXT",
                        "status TEXT",
                        "workspace_path TEXT notnull",
                        "meta_path TEXT",
                        "summary_path TEXT",
                        "manifest_path TEXT",
                        "created_at_utc TEXT",
                        "updated_at_utc TEXT");
        assertThat(columns(file, "artifacts"))
                .containsExactly(
                        "artifact_id TEXT pk1",
                        "task_run_id TEXT notnull",
                        "loop_id INTEGER",
                        "workspace_id TEXT notnull",
                        "artifact_type TEXT",
                        "name TEXT",
                        "version TEXT",
                        "status TEXT",
                        "primary_flag INTEGER default 0",
                        "summary_json TEXT",
                        "entry_path TEXT",
                        "model_type TEXT",
                        "model_conf_json TEXT",
                        "dataset_conf_json TEXT",
                        "feature_schema_json TEXT",
                        "created_at_utc TEXT",
                        "updated_at_utc TEXT");
        assertThat(columns(file, "artifact_files"))
                .containsExactly(
                        "file_id TEXT pk1",
                        "artifact_id TEXT notnull",
                        "workspace_id TEXT notnull",
                        "path TEXT notnull",
                        "sha256 TEXT",
                        "size_bytes INTEGER",
                        "mtime_utc TEXT",
                        "kind TEXT");
        assertThat(columns(file, "production_bundles"))
                .containsExactly(
                        "id INTEGER pk1",
                        "task_run_id TEXT notnull",
                        "loop_id INTEGER notnull",
                        "bundle_id TEXT notnull",
                        "bundle_path TEXT notnull",
                        "created_at TEXT notnull",
                        "updated_at TEXT");
        assertThat(query(
                        file, "SELECT name FROM sqlite_master WHERE type = 'index' AND name LIKE 'idx%' ORDER BY name"))
                .containsExactly(
                        "idx_artifact_files_artifact",
                        "idx_artifacts_task_loop",
                        "idx_artifacts_workspace",
                        "idx_production_bundles_bundle_id",
                        "idx_production_bundles_task_run_loop",
                        "idx_workspaces_role",
                        "idx_workspaces_task_loop");
        assertThat(query(file, "PRAGMA journal_mode")).containsExactly("wal");
    }

    @Test
    void addsWhatAnOlderRegistryLacksAndKeepsItsRows() throws Exception {
        // Given
        SampleHome.builder(folder).registryLoops(3).registry(RegistryKind.V1).write();
        Path file = folder.resolve("RDagentDB/registry.sqlite");
        List<String> before = query(file, "SELECT task_run_id || loop_id || status FROM loops ORDER BY 1");
        assertThat(columns(file, "loops")).doesNotContain("log_dir TEXT");

        // When
        Registry.open(file).close();

        // Then
        assertThat(columns(file, "loops")).contains("log_dir TEXT", "updated_at_utc TEXT", "workspace_path TEXT");
        assertThat(columns(file, "artifacts")).contains("model_type TEXT", "feature_schema_json TEXT");
        assertThat(query(file, "SELECT task_run_id || loop_id || status FROM loops ORDER BY 1"))
                .isEqualTo(before)
                .hasSize(3);
    }

    @Test
    void refusesAFileThatIsNoDatabaseWithAdvice() throws Exception {
        // Given
        Path file = folder.resolve("registry.sqlite");
        Files.writeString(file, "this is not a database at all, but long enough to look at ".repeat(100));

        // When / Then
        assertThatThrownBy(() -> Registry.open(file))
                .isInstanceOf(RegistryDamagedException.class)
                .hasMessageContaining("put the newest backup in its place");
    }

    @Test
    void refusesADamagedDatabase() throws Exception {
        // Given
        Path file = folder.resolve("registry.sqlite");
        Registry.open(file).close();
        try (Connection connection = connect(file);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
            statement.execute("PRAGMA journal_mode = DELETE");
        }
        byte[] bytes = Files.readAllBytes(file);
        java.util.Arrays.fill(bytes, 4096, Math.min(bytes.length, 40_000), (byte) 0x5a);
        Files.write(file, bytes);

        // When / Then
        assertThatThrownBy(() -> Registry.open(file)).isInstanceOf(RegistryDamagedException.class);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.5, 0.97})
    void refusesADatabaseThatWasCutOffAndLeavesItAsItIs(double left) throws Exception {
        // Given
        Path file = folder.resolve("registry.sqlite");
        Registry.open(file).close();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate((long) (channel.size() * left));
        }
        byte[] cut = Files.readAllBytes(file);

        // When / Then
        assertThatThrownBy(() -> Registry.open(file))
                .isInstanceOf(RegistryDamagedException.class)
                .hasMessageContaining("put the newest backup in its place");
        assertThat(file).hasBinaryContent(cut);
    }

    @Test
    void seesCommitsOfOthersAndNotItsOwn() throws Exception {
        // Given
        Path file = folder.resolve("registry.sqlite");
        try (Registry registry = Registry.open(file);
                Connection other = connect(file)) {
            registry.changedByOthers();

            // When
            registry.write(session -> session.update("INSERT INTO task_runs (task_run_id) VALUES ('ours')"));
            boolean afterOurs = registry.changedByOthers();
            other.createStatement().execute("INSERT INTO task_runs (task_run_id) VALUES ('theirs')");
            boolean afterTheirs = registry.changedByOthers();

            // Then
            assertThat(afterOurs).isFalse();
            assertThat(afterTheirs).isTrue();
            assertThat(registry.changedByOthers()).isFalse();
        }
    }

    @Test
    void twoWritersTakeTurnsAndNeitherFails() throws Exception {
        // Given
        Path file = folder.resolve("registry.sqlite");
        ExecutorService threads = Executors.newFixedThreadPool(2);
        CountDownLatch start = new CountDownLatch(1);
        try (Registry registry = Registry.open(file);
                Connection other = connect(file)) {
            other.createStatement().execute("PRAGMA busy_timeout = " + SHORTEST_PATIENCE.toMillis());

            // When
            Future<?> theirs = threads.submit(() -> {
                start.await();
                for (int i = 0; i < 200; i++) {
                    other.createStatement().execute("BEGIN IMMEDIATE");
                    other.createStatement().execute("INSERT INTO task_runs (task_run_id) VALUES ('t" + i + "')");
                    other.createStatement().execute("COMMIT");
                }
                return null;
            });
            Future<?> ours = threads.submit(() -> {
                start.await();
                for (int i = 0; i < 200; i++) {
                    String id = "o" + i;
                    registry.write(session -> session.update("INSERT INTO task_runs (task_run_id) VALUES (?)", id));
                }
                return null;
            });
            start.countDown();
            ours.get(30, TimeUnit.SECONDS);
            theirs.get(30, TimeUnit.SECONDS);

            // Then
            assertThat(taskRuns(registry)).isEqualTo(400);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void forcesTheJournalIfThereIsOne() throws Exception {
        // Given
        Path file = folder.resolve("registry.sqlite");
        try (Registry registry = Registry.open(file)) {
            registry.write(session -> session.update("INSERT INTO task_runs (task_run_id) VALUES ('one')"));

            // When
            registry.force();

            // Then: nobody's lock is lost by it
            assertThat(registry.<Long>view(session -> session.number("SELECT COUNT(*) FROM task_runs")))
                    .isEqualTo(1);
            registry.write(session -> session.update("INSERT INTO task_runs (task_run_id) VALUES ('two')"));
        }
        try (Registry registry = Registry.open(file)) {
            Files.deleteIfExists(folder.resolve("registry.sqlite-wal"));
            registry.force();
        }
    }

    @Test
    void opensTheBackupThatWasPutInItsPlace() throws Exception {
        // Given
        Path file = folder.resolve("registry.sqlite");
        try (Registry registry = Registry.open(file)) {
            registry.write(session -> session.update("INSERT INTO task_runs (task_run_id) VALUES ('old')"));
            Path backup = folder.resolve("backup.sqlite");
            Registry.open(backup).close();
            assertThat(registry.reopenIfReplaced()).isFalse();

            // When
            Files.deleteIfExists(folder.resolve("registry.sqlite-wal"));
            Files.deleteIfExists(folder.resolve("registry.sqlite-shm"));
            Files.move(backup, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            boolean replaced = registry.reopenIfReplaced();

            // Then
            assertThat(replaced).isTrue();
            assertThat(taskRuns(registry)).isZero();
        }
    }

    @Test
    void readsFlagsAndKeysOfAnyType() throws Exception {
        // Given
        Path file = folder.resolve("registry.sqlite");
        try (Registry registry = Registry.open(file)) {
            registry.write(session -> {
                session.update("INSERT INTO loops (task_run_id, loop_id, has_result) VALUES ('t', 0, '1')");
                session.update("INSERT INTO loops (task_run_id, loop_id, has_result) VALUES ('t', 1, 'true')");
                session.update("INSERT INTO loops (task_run_id, loop_id, has_result) VALUES ('t', 2, NULL)");
                session.update("INSERT INTO loops (task_run_id, loop_id, has_result) VALUES ('t', 'x', 1)");
                session.update("INSERT INTO workspaces (workspace_id, task_run_id, loop_id, workspace_path)"
                        + " VALUES ('w', 't', NULL, 'p')");
                return null;
            });

            // When
            RegistryRows rows = registry.scan(RowReader::all);

            // Then
            assertThat(rows.loops()).extracting(LoopRow::hasResult).containsExactly(true, true, false);
            assertThat(rows.unreadable()).hasSize(1);
            assertThat(rows.workspaces().get(0).loopId()).isNull();
        }
    }

    private static long taskRuns(Registry registry) throws SQLException {
        return registry.view(session -> session.number("SELECT COUNT(*) FROM task_runs"));
    }

    private static Connection connect(Path file) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    private static List<String> query(Path file, String sql) throws SQLException {
        List<String> out = new ArrayList<>();
        try (Connection connection = connect(file);
                ResultSet rows = connection.createStatement().executeQuery(sql)) {
            while (rows.next()) {
                out.add(rows.getString(1));
            }
        }
        return out;
    }

    private static List<String> columns(Path file, String table) throws SQLException {
        return query(
                file,
                "SELECT name || ' ' || type || CASE WHEN \"notnull\" THEN ' notnull' ELSE '' END"
                        + " || CASE WHEN dflt_value IS NULL THEN '' ELSE ' default ' || dflt_value END"
                        + " || CASE WHEN pk > 0 THEN ' pk' || pk ELSE '' END FROM pragma_table_info('" + table + "')");
    }
}
