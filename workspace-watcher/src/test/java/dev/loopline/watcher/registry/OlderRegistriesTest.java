package dev.loopline.watcher.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.LoopEvent;
import dev.loopline.kit.consume.Delivery;
import dev.loopline.samples.SampleHome;
import dev.loopline.samples.registry.RegistryKind;
import dev.loopline.watcher.Events;
import dev.loopline.watcher.Watching;
import dev.loopline.watcher.bookkeeping.RegistryBookkeeping;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Registries as older versions of RD-Agent and its tools left them (D-08, D-09, D-39, D-44). */
class OlderRegistriesTest {

    private static final List<String> TABLES = List.of(
            "task_runs", "loops", "factor_registry", "workspaces", "artifacts", "artifact_files", "production_bundles");

    /** What the newest RD-Agent and the scripts of the guide write, all columns. */
    private static final List<String> UPSERTS_OF_OTHERS = List.of("""
            INSERT INTO task_runs (task_run_id, scenario, status, created_at_utc, updated_at_utc, git_sha, rdagent_version,
                log_trace_path, params_json) VALUES ('new-run', 's', 'success', 'c', 'u', 'g', 'v', 'l', '{}')
            ON CONFLICT (task_run_id) DO UPDATE SET params_json = excluded.params_json""", """
            INSERT INTO loops (task_run_id, loop_id, action, status, error_type, error_message, started_at_utc, ended_at_utc,
                log_dir, materialization_status, materialization_error, materialization_updated_at_utc, asset_bundle_id,
                is_solidified, sync_status, updated_at_utc)
            VALUES ('old-run', 1, NULL, 'success', NULL, NULL, 's', 'e', 'd', NULL, NULL, NULL, NULL, NULL, NULL, 'u')
            ON CONFLICT (task_run_id, loop_id) DO UPDATE SET log_dir = COALESCE(excluded.log_dir, loops.log_dir),
                is_solidified = COALESCE(excluded.is_solidified, loops.is_solidified), status = excluded.status""", """
            INSERT INTO factor_registry (factor_name, expression, performance_json, asset_bundle_id, workspace_id,
                task_run_id, loop_id, updated_at_utc) VALUES ('f', 'e', '{}', 'b', 'w', 'new-run', 0, 'u')""", """
            INSERT INTO artifacts (artifact_id, task_run_id, loop_id, workspace_id, artifact_type, name, version, status,
                primary_flag, summary_json, entry_path, model_type, model_conf_json, dataset_conf_json, feature_schema_json,
                created_at_utc, updated_at_utc)
            VALUES ('a1', 'old-run', 0, 'w', 'report', 'n', 'v1', 'present', 1, '{}', '.', 'm', '{}', '{}', '{}', 'c', 'u')
            ON CONFLICT (artifact_id) DO UPDATE SET model_type = excluded.model_type""", """
            INSERT INTO artifact_files (file_id, artifact_id, workspace_id, path, sha256, size_bytes, mtime_utc, kind)
            VALUES ('f1', 'a1', 'w', 'p', 's', 1, 'm', 'k') ON CONFLICT (file_id) DO UPDATE SET kind = excluded.kind""", """
            INSERT OR REPLACE INTO production_bundles (task_run_id, loop_id, bundle_id, bundle_path, created_at)
            VALUES ('old-run', 0, 'bundle_old-run_0', 'p', datetime('now'))""", """
            SELECT l.task_run_id, l.workspace_id, l.workspace_path, l.log_dir, pb.bundle_id FROM loops l
            LEFT JOIN production_bundles pb ON l.task_run_id = pb.task_run_id AND l.loop_id = pb.loop_id""");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v1-opened-by-v2", "v2", "init_registry_db"})
    void getEverythingThatIsMissingAndLoseNothing(String fixture) throws Exception {
        // Given
        Path file = folder.resolve("registry.sqlite");
        write(file, fixture);
        Map<String, List<String>> before = content(file);
        Path fresh = folder.resolve("fresh.sqlite");
        Registry.open(fresh).close();

        // When
        Registry.open(file).close();
        Registry.open(file).close();

        // Then
        for (String table : TABLES) {
            assertThat(columns(file, table)).as(table).containsExactlyInAnyOrderElementsOf(columns(fresh, table));
        }
        assertThat(schema(file, "loopline_%")).isEqualTo(schema(fresh, "loopline_%"));
        assertThat(schema(file, "idx_%")).isEqualTo(schema(fresh, "idx_%"));
        before.forEach(
                (select, rows) -> assertThat(rows(file, select)).as(select).isEqualTo(rows));

        // And everybody's statements work
        try (Connection connection = connect(file);
                Statement statement = connection.createStatement()) {
            for (String sql : UPSERTS_OF_OTHERS) {
                statement.execute(sql);
            }
        }
        assertThat(rows(file, "SELECT status FROM loops WHERE loop_id = 1")).containsExactly("success");
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v1-opened-by-v2", "v2", "init_registry_db"})
    void takeALoopThroughAllItsStates(String fixture) throws Exception {
        // Given
        SampleHome.builder(folder)
                .seedsLayoutLoops(2)
                .registry(RegistryKind.NONE)
                .modelBytes(1000)
                .write();
        Path file = folder.resolve("RDagentDB/registry.sqlite");
        Files.createDirectories(file.getParent());
        write(file, fixture);

        // When
        try (Watching watching = new Watching(folder)) {
            watching.awaitPublished(2);
            watching.stopLooking();
            RegistryBookkeeping bookkeeping =
                    new RegistryBookkeeping(watching.registry, watching.book, Clock.systemUTC());
            for (Watching.Published published : watching.published()) {
                LoopBackfilled backfilled = Events.backfilled(folder, published.event(), 0.05, "{}");
                LoopKey key = backfilled.key();
                bookkeeping.backfilled(List.of(delivery(backfilled)));
                bookkeeping.bundled(List.of(delivery(Events.bundled(backfilled))));
                bookkeeping.imported(List.of(delivery(Events.imported(key, 1))));
            }
        }

        // Then
        assertThat(rows(
                        file,
                        "SELECT materialization_status || is_solidified || sync_status || has_result FROM loops"
                                + " WHERE task_run_id <> 'old-run'"))
                .containsExactly("done1synced1", "done1synced1");
        assertThat(rows(file, "SELECT COUNT(*) FROM artifact_files WHERE sha256 IS NOT NULL"))
                .containsExactly("2");
        assertThat(rows(file, "SELECT ic_mean FROM loops WHERE task_run_id = 'old-run' AND loop_id = 0"))
                .containsExactly("0.031");
    }

    private static <E extends LoopEvent> Delivery<E> delivery(E event) {
        return new Delivery<>(event.key(), event, null, new Delivery.Position("t", 0, 0), Instant.EPOCH);
    }

    private static void write(Path file, String fixture) throws Exception {
        try (InputStream script = OlderRegistriesTest.class.getResourceAsStream("/registry/" + fixture + ".sql");
                Connection connection = connect(file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** All rows by the columns that there were. */
    private static Map<String, List<String>> content(Path file) {
        Map<String, List<String>> content = new TreeMap<>();
        for (String table :
                rows(file, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")) {
            List<String> quoted = rows(file, "SELECT 'quote(' || name || ')' FROM pragma_table_info('" + table + "')");
            String select = "SELECT " + String.join(" || ',' || ", quoted) + " FROM " + table + " ORDER BY 1";
            content.put(select, rows(file, select));
        }
        return content;
    }

    private static List<String> columns(Path file, String table) {
        return rows(
                file,
                "SELECT name || ' ' || type || ' ' || COALESCE(dflt_value, '-') FROM pragma_table_info('" + table
                        + "')");
    }

    private static List<String> schema(Path file, String like) {
        return rows(
                file, "SELECT sql FROM sqlite_master WHERE name LIKE '" + like + "' AND sql IS NOT NULL ORDER BY name");
    }

    private static List<String> rows(Path file, String sql) {
        List<String> out = new ArrayList<>();
        try (Connection connection = connect(file);
                ResultSet rows = connection.createStatement().executeQuery(sql)) {
            while (rows.next()) {
                out.add(rows.getString(1));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
        return out;
    }

    private static Connection connect(Path file) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }
}
