package dev.loopline.watcher.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.LoopEvent;
import dev.loopline.kit.consume.Delivery;
import dev.loopline.samples.SampleHome;
import dev.loopline.samples.registry.RegistryKind;
import dev.loopline.watcher.Events;
import dev.loopline.watcher.OtherProgram;
import dev.loopline.watcher.Watching;
import dev.loopline.watcher.bookkeeping.RegistryBookkeeping;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever tables were found: loops go through all their states, and what others wrote stays. */
class FoundRegistryTest {

    private static final List<String> NAMES =
            List.of("task_runs", "loops", "workspaces", "artifacts", "artifact_files", "production_bundles");

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(FoundRegistry.class)
    void takesLoopsThroughAllTheirStatesTwice(FoundRegistry found) throws Exception {
        // Given
        SampleHome.builder(folder)
                .seedsLayoutLoops(2)
                .registry(RegistryKind.NONE)
                .modelBytes(1000)
                .write();
        Path file = folder.resolve("RDagentDB/registry.sqlite");
        found.write(file);
        List<String> before = contentOfOthers(file);
        Set<String> expected = new TreeSet<>();

        // When
        try (Watching watching = new Watching(folder)) {
            watching.awaitPublished(2);
            watching.awaitScans(2);
            assertThat(watching.board.problem()).isEmpty();
            watching.stopLooking();
            RegistryBookkeeping bookkeeping =
                    new RegistryBookkeeping(watching.registry, watching.book, Clock.systemUTC());
            for (int round = 0; round < 2; round++) {
                for (Watching.Published published : watching.published()) {
                    LoopBackfilled backfilled = Events.backfilled(folder, published.event(), 0.05, "{}");
                    LoopKey key = backfilled.key();
                    bookkeeping.backfilled(List.of(delivery(backfilled)));
                    bookkeeping.bundled(List.of(delivery(Events.bundled(backfilled))));
                    bookkeeping.imported(List.of(delivery(Events.imported(key, 1))));
                    expected.add(
                            key.taskRunId() + "/" + key.loopId() + " bundle_" + key.taskRunId() + "_" + key.loopId());
                }
            }
            assertThat(watching.book.all()).allMatch(loop -> loop.stage().equals("imported"));
        }

        // Then
        assertThat(facts(
                        file,
                        "loops",
                        "task_run_id || '/' || loop_id || ' ' || materialization_status ||"
                                + " is_solidified || sync_status || has_result"))
                .containsExactlyInAnyOrderElementsOf(expected.stream()
                        .map(one -> one.substring(0, one.indexOf(' ')) + " done1synced1")
                        .toList());
        assertThat(facts(file, "production_bundles", "task_run_id || '/' || loop_id || ' ' || bundle_id"))
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(facts(file, "workspaces", "task_run_id || '/' || workspace_path"))
                .hasSizeGreaterThanOrEqualTo(2);
        assertThat(facts(file, "artifact_files", "file_id || sha256")).hasSize(2);
        assertThat(contentOfOthers(file)).containsAll(before);

        // And it opens again
        Registry.open(file).close();
    }

    @Test
    void saysWhatATableDoesNotTakeAndGivesItBackWhenItDoes() throws Exception {
        // Given
        Path file = folder.resolve("registry.sqlite");
        FoundRegistry.TRIGGER_THAT_RAISES.write(file);
        try (Registry registry = Registry.open(file)) {
            registry.write(session -> {
                RowWriter rows = session.rows();
                rows.upsert(RowChange.of(RdAgentTable.PRODUCTION_BUNDLES, "t", 0)
                        .set("bundle_id", "bundle_t_0")
                        .set("bundle_path", "p")
                        .set("created_at", "c"));
                return rows;
            });
            List<String> said = registry.notes();

            // When
            OtherProgram.execute(file, "DROP TRIGGER no_bundles");
            registry.reopenIfReplaced();

            // Then
            assertThat(said)
                    .containsExactly(
                            "1 rows of production_bundles are kept in loopline_kept_production_bundles, because the"
                                    + " table production_bundles refuses them: bundles are kept by the operations team; AIstock"
                                    + " misses nothing, other programs do not see them; they go back once the table takes them");
            assertThat(rows(file, "SELECT bundle_id FROM production_bundles")).containsExactly("bundle_t_0");
            assertThat(registry.notes()).isEmpty();
        }
    }

    @Test
    void removesWhatATableDoesNotLetGoOf() throws Exception {
        // Given
        Path file = folder.resolve("registry.sqlite");
        FoundRegistry.GUIDE_COLUMNS_KEYED_BY_LOOP.write(file);
        OtherProgram.execute(
                file, "CREATE TRIGGER no BEFORE DELETE ON production_bundles BEGIN SELECT RAISE(ABORT, 'no'); END");
        try (Registry registry = Registry.open(file)) {
            // When
            registry.write(session -> {
                session.rows().delete(RdAgentTable.PRODUCTION_BUNDLES, "old-run", 0);
                return session;
            });

            // Then
            List<String> left = registry.view(session -> session.list(
                    "SELECT bundle_id FROM " + session.ours(RdAgentTable.PRODUCTION_BUNDLES)
                            + " WHERE bundle_id IS NOT NULL",
                    row -> row.getString(1)));
            assertThat(left).isEmpty();
            assertThat(rows(file, "SELECT bundle_id FROM production_bundles")).containsExactly("bundle_old-run_0");

            // And it goes when the trigger is gone
            OtherProgram.execute(file, "DROP TRIGGER no");
            registry.reopenIfReplaced();
            assertThat(rows(file, "SELECT bundle_id FROM production_bundles")).isEmpty();
        }
    }

    @Test
    void namesTableAndColumnWhereNothingCanBeRead() throws Exception {
        // Given
        Path file = folder.resolve("registry.sqlite");
        FoundRegistry.LOOPS_VIEW_WITHOUT_LOOP.write(file);

        // When
        try (Registry registry = Registry.open(file)) {
            // Then
            assertThat(registry.notes())
                    .containsExactly(
                            "loops cannot be read, because it is a view without column loop_id; mend the view, or"
                                    + " rename it so that RD-Agent's table can take its place");
        }
    }

    private static <E extends LoopEvent> Delivery<E> delivery(E event) {
        return new Delivery<>(event.key(), event, null, new Delivery.Position("t", 0, 0), Instant.EPOCH);
    }

    /** What is known of our loops, in the table itself or in the one of ours that stands in for it. */
    private static List<String> facts(Path file, String table, String expression) {
        List<String> out = new ArrayList<>();
        Set<String> tables = new HashSet<>(rows(file, "SELECT name FROM sqlite_master WHERE type = 'table'"));
        List<String> own = List.of();
        if (tables.contains("loopline_kept_" + table)) {
            own = rows(file, "SELECT " + expression + " FROM loopline_kept_" + table);
            out.addAll(own);
        }
        if (tables.stream().anyMatch(table::equalsIgnoreCase)) {
            for (String row : rows(file, "SELECT " + expression + " FROM " + table)) {
                boolean replaced = own.stream().anyMatch(one -> one.split(" ", -1)[0].equals(row.split(" ", -1)[0]));
                if (!row.startsWith("old-run") && !replaced) {
                    out.add(row);
                }
            }
        }
        return out;
    }

    /** The rows of others in tables that were there, by the columns that there were. */
    private static List<String> contentOfOthers(Path file) {
        List<String> out = new ArrayList<>();
        for (String table : NAMES) {
            for (String column : rows(file, "SELECT name FROM pragma_table_info('" + table + "')")) {
                String quoted = '"' + column.replace("\"", "\"\"") + '"';
                for (String value : rows(file, "SELECT quote(" + quoted + ") FROM " + table)) {
                    if (value.contains("old-run") || value.contains("c0ffee")) {
                        out.add(table + " " + column.toLowerCase(java.util.Locale.ROOT) + " " + value);
                    }
                }
            }
        }
        return out;
    }

    private static List<String> rows(Path file, String sql) {
        List<String> out = new ArrayList<>();
        try (Connection connection = FoundRegistry.connect(file);
                ResultSet rows = connection.createStatement().executeQuery(sql)) {
            while (rows.next()) {
                String value = rows.getString(1);
                if (value != null) {
                    out.add(value);
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
        return out;
    }
}
