package dev.loopline.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.catalog.CatalogKind;
import dev.loopline.embedded.DatabaseOptions;
import dev.loopline.embedded.EmbeddedDatabase;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A finding that Loopline itself reports is explained, with its reason; the same finding fails if Loopline does not report it. */
class ExplainedIT {

    private static final String REMOVED =
            "[{\"task_run_id\": \"20250107_001\", \"loop_id\": 1, \"state\": \"imported\","
                    + " \"reason\": \"SOURCE_REMOVED: gone since it was carried: ws_1/model.pkl\"}]";

    @TempDir
    static Path databaseFolder;

    private static EmbeddedDatabase database;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        database = EmbeddedDatabase.start(DatabaseOptions.in(databaseFolder, "secret"));
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    interface Step {
        void on(CraftedWorld world) throws Exception;
    }

    /** Something that is not as stated, what Loopline says of it, and which checks it is about. */
    enum Situation {
        WORKSPACE_ON_ANOTHER_MACHINE(
                Explanation.WAITING,
                world -> flagged(world, "moved", "G:/elsewhere/ws"),
                world -> world.watcherSays(state("moved", "waiting", "its workspace is not in this home"), "[]"),
                "V2",
                "V7",
                "V24",
                "T3"),
        ROW_OF_ANOTHER_TOOL(
                Explanation.DUPLICATE,
                world -> flagged(world, "legacy_ws_1", "F:/Dev/RD/log/20250107_001/workspace_ws_1"),
                world -> world.watcherSays("[]", """
                        [{"subject": "workspace ws_legacy of legacy_ws_1/0", "reason": "the same folder is registered"}]"""),
                "V7",
                "V24",
                "T4",
                "T5"),
        REJECTED_LOOP(
                Explanation.REJECTED,
                world -> flagged(world, "ended", null),
                world -> world.watcherSays(state("ended", "rejected", "it ended without a result"), "[]"),
                "V2",
                "V7",
                "V24",
                "T3"),
        FILES_THAT_VANISHED_LATER(
                Explanation.SOURCE_REMOVED,
                world -> {
                    Files.delete(world.workspace().resolve("model.pkl"));
                    Files.delete(world.workspace().resolve("feedback.json"));
                },
                world -> world.watcherSays(REMOVED, "[]"),
                "V2",
                "V20",
                "V24"),
        WORKSPACE_THAT_VANISHED_LATER(
                Explanation.SOURCE_REMOVED,
                world -> Files.move(world.workspace(), world.workspace().resolveSibling("elsewhere")),
                world -> world.watcherSays(REMOVED, "[]"),
                "V2",
                "V20",
                "V24",
                "T3"),
        BACKTEST_WITHOUT_FIGURES(
                Explanation.METRICS_MISSING,
                world -> {
                    Files.delete(world.workspace().resolve("factor_perf.json"));
                    Files.delete(world.cachedFolder().resolve("factor_perf.json"));
                    world.bundle();
                },
                world -> world.catalogs("\"METRICS_MISSING\""),
                "V2",
                "V24"),
        FIGURES_OF_ANOTHER_WRITER_IN_A_STYLE_OF_ITS_OWN(
                Explanation.NOT_WRITTEN,
                world -> {
                    Files.writeString(world.workspace().resolve("factor_perf.json"), "[{\"name\": \"Momentum\"}]");
                    world.bundle();
                },
                world -> world.catalogs("\"FACTOR_PERF_NOT_WRITTEN\""),
                "V2"),
        HALF_A_FILE_THAT_WAS_SO_WHEN_IT_CAME(
                Explanation.NOT_WRITTEN,
                world -> {
                    Files.writeString(world.workspace().resolve("factor_perf.json"), "{\"combinations\": [{\"na");
                    world.bundle();
                },
                world -> world.catalogs("\"FACTOR_PERF_NOT_WRITTEN\""),
                "V2"),
        METADATA_THAT_MAY_NOT_BE_WRITTEN(
                Explanation.NOT_WRITTEN,
                world -> {
                    for (String name : List.of("factor_meta.json", "model_meta.json")) {
                        Files.delete(world.workspace().resolve(name));
                        Files.delete(world.cachedFolder().resolve(name));
                    }
                    Files.writeString(world.workspace().resolve("strategy_meta.json"), "{}");
                    world.bundle();
                    world.sql("UPDATE aistock_loop_catalog SET path_factor_meta = NULL");
                },
                world -> world.catalogs(
                        "\"FACTOR_META_NOT_WRITTEN\", \"MODEL_META_NOT_WRITTEN\"," + " \"STRATEGY_META_NOT_WRITTEN\""),
                "V2",
                "V5",
                "V24",
                "T3"),
        LINK_IN_THE_PLACE_OF_A_FILE(
                Explanation.NOT_WRITTEN,
                world -> {
                    Path file = world.workspace().resolve("factor_perf.json");
                    Files.move(file, file.resolveSibling("perf.json"));
                    Files.delete(world.cachedFolder().resolve("factor_perf.json"));
                    world.bundle();
                    Files.createSymbolicLink(file, Path.of("perf.json"));
                },
                world -> world.catalogs("\"FACTOR_PERF_NOT_WRITTEN\""),
                "V24"),
        HOME_WITHOUT_FACTORS(
                Explanation.NONE_OF_A_KIND,
                world -> {
                    world.sql("DELETE FROM aistock_factor_catalog; DELETE FROM aistock_factor_occurrence;"
                            + " UPDATE aistock_loop_catalog SET factor_names = '[]'");
                    world.emptyCatalog(CatalogKind.FACTOR);
                },
                world -> {
                    world.catalogs("\"FACTOR_NAMES_MISSING\"");
                    world.emptyCatalog(CatalogKind.FACTOR);
                },
                "T1"),
        MODEL_THAT_NOBODY_CONFIGURED(
                Explanation.CONFIG_MISSING,
                world -> world.modelWithoutConfiguration(""),
                world -> world.modelWithoutConfiguration("\"CONFIG_MISSING\""),
                "T2"),
        FOLDER_THAT_IS_NO_LOOP(
                Explanation.UNASSIGNED,
                world -> {
                    Path other = Files.createDirectories(world.workspace().resolveSibling("workspace_因子 9"));
                    Files.writeString(other.resolve("feedback.json"), "{}");
                },
                world -> world.watcherSays("[]", """
                        [{"subject": "log/20250107_001/workspace_因子 9", "reason": "its files name no loop"}]"""),
                "V1"),
        WORKSPACE_WITHOUT_LOOP_ROW(
                Explanation.UNASSIGNED,
                world -> world.registry(
                        "UPDATE workspaces SET loop_id = 7, task_run_id = 'gone' WHERE workspace_id =" + " 'ws_null'"),
                world -> world.watcherSays("[]", """
                        [{"subject": "workspace ws_null", "reason": "the registry has no row of its loop gone/7"}]"""),
                "V1"),
        LOOPS_IN_A_TABLE_WITHOUT_KEY(
                Explanation.UNASSIGNED,
                world -> world.registry("INSERT INTO loops SELECT * FROM loops WHERE loop_id = 1"),
                world -> world.watcherSays("[]", """
                        [{"subject": "registry", "reason":
                         "several rows of the table loops are about loop 20250107_001/1 because the table has no key"}]"""),
                "V1"),
        LOOP_WITHOUT_LOG(
                Explanation.NO_LOG,
                world -> world.sql("UPDATE rdagent.loops SET log_dir = NULL"),
                world -> world.registry("UPDATE loopline_loop SET origin = 'folder'"),
                "V22"),
        REVISION_ON_ITS_WAY(
                Explanation.IN_FLIGHT,
                world -> {
                    flagged(world, "fresh", "F:/Dev/RD/log/20250107_001/workspace_ws_null");
                    world.registry(
                            "INSERT INTO loopline_loop (task_run_id, loop_id, has_result, revision, imported_revision)"
                                    + " VALUES ('fresh', 0, 1, 1, 0)");
                },
                world -> world.registry("UPDATE loopline_loop SET registered_at_utc = '"
                        + Instant.now().toString().replace("Z", "+00:00") + "' WHERE task_run_id = 'fresh'"),
                "V2",
                "V7",
                "V24",
                "T3"),
        LOOP_THAT_WAS_WITHDRAWN(
                Explanation.WITHDRAWN,
                world -> {
                    flagged(world, "old", null);
                    world.registry("INSERT INTO loopline_loop (task_run_id, loop_id, has_result) VALUES ('old', 0, 1)");
                },
                world -> world.registry("UPDATE loopline_loop SET state = 'withdrawn' WHERE task_run_id = 'old'"),
                "V2",
                "V7",
                "V24",
                "T3"),
        ARCHIVE_OF_A_LOOP_THAT_WAS_WITHDRAWN(
                Explanation.WITHDRAWN,
                world -> {
                    Files.copy(world.archive(), world.archive().resolveSibling("bundle_gone_0.tar.gz"));
                    world.registry(
                            "INSERT INTO loopline_loop (task_run_id, loop_id, has_result) VALUES ('gone', 0, 1)");
                },
                world -> world.registry("UPDATE loopline_loop SET state = 'withdrawn' WHERE task_run_id = 'gone'"),
                "V6");

        private final Explanation why;
        private final Step happens;
        private final Step said;
        private final List<String> checks;

        Situation(Explanation why, Step happens, Step said, String... checks) {
            this.why = why;
            this.happens = happens;
            this.said = said;
            this.checks = List.of(checks);
        }
    }

    @ParameterizedTest
    @EnumSource(Situation.class)
    void isNoFaultWhereLooplineSaysIt(Situation situation) throws Exception {
        try (CraftedWorld world = new CraftedWorld(folder, database).withOneLoop()) {
            // Given
            situation.happens.on(world);
            situation.said.on(world);

            // When
            Map<String, CheckResult> results = verify(world);

            // Then
            assertThat(ids(results, "failed")).as("%s", results).isEmpty();
            assertThat(results.values())
                    .as("%s", results)
                    .anyMatch(result -> result instanceof CheckResult.Explained explained
                            && explained.reasons().containsKey(situation.why.name())
                            && explained.examples().stream().anyMatch(one -> one.startsWith(situation.why + ": ")));
        }
    }

    @ParameterizedTest
    @EnumSource(Situation.class)
    void isAFaultWhereNobodySaysIt(Situation situation) throws Exception {
        try (CraftedWorld world = new CraftedWorld(folder, database).withOneLoop()) {
            // Given
            situation.happens.on(world);

            // When
            Map<String, CheckResult> results = verify(world);

            // Then
            assertThat(ids(results, "failed")).as("%s", results).containsAll(situation.checks);
        }
    }

    @Test
    void failsWhatChangedAlthoughOtherFilesVanished() throws Exception {
        try (CraftedWorld world = new CraftedWorld(folder, database).withOneLoop()) {
            // Given
            Files.delete(world.workspace().resolve("model.pkl"));
            Files.writeString(world.workspace().resolve("feedback.json"), "{\"a\": 1}");
            world.watcherSays(REMOVED, "[]");

            // When
            Map<String, CheckResult> results = verify(world);

            // Then
            assertThat(ids(results, "failed")).containsExactly("V24");
        }
    }

    @Test
    void failsAKeptFileThatChangedSinceItWasPacked() throws Exception {
        try (CraftedWorld world = new CraftedWorld(folder, database).withOneLoop()) {
            // Given
            Path file = world.workspace().resolve("factor_perf.json");
            Files.writeString(file, "[{\"name\": \"Momentum\"}]");
            world.bundle();
            world.catalogs("\"FACTOR_PERF_NOT_WRITTEN\"");
            Files.writeString(file, "[{\"na");

            // When
            Map<String, CheckResult> results = verify(world);

            // Then
            assertThat(ids(results, "failed")).containsExactly("V24");
        }
    }

    @Test
    void failsAnotherFileThanTheOneThatIsKept() throws Exception {
        try (CraftedWorld world = new CraftedWorld(folder, database).withOneLoop()) {
            // Given
            world.catalogs("\"FACTOR_PERF_NOT_WRITTEN\"");
            Files.writeString(world.workspace().resolve("model_meta.json"), "{\"preproc");
            Files.delete(world.workspace().resolve("strategy_meta.json"));

            // When
            Map<String, CheckResult> results = verify(world);

            // Then
            assertThat(ids(results, "failed")).containsExactly("V2", "V24", "V3");
        }
    }

    @Test
    void leavesArchivesAndRowsOfOthersAlone() throws Exception {
        try (CraftedWorld world = new CraftedWorld(folder, database).withOneLoop()) {
            // Given archives of the guide's script, equal rows in a table without key, and rows that name no loop
            foreign(world.archive().resolveSibling("bundle_old run_3.tar.gz"));
            foreign(world.cachedArchive().resolveSibling("backup 因子.tar.gz"));
            world.registry("INSERT INTO production_bundles SELECT * FROM production_bundles;"
                    + "INSERT INTO production_bundles (bundle_id) VALUES ('without loop');"
                    + "INSERT INTO loops (task_run_id, loop_id, has_result) VALUES ('x', NULL, 1), ('x', 'first', 1)");

            // When
            Map<String, CheckResult> results = verify(world);

            // Then
            assertThat(ids(results, "failed")).as("%s", results).isEmpty();
            assertThat(reasons(results, "V1")).contains("UNREADABLE_ROW");
            assertThat(reasons(results, "V6")).contains("FOREIGN_ARCHIVE");
            assertThat(reasons(results, "V7")).contains("DUPLICATE_ROW");
            assertThat(reasons(results, "V10")).contains("FOREIGN_ARCHIVE");
        }
    }

    @Test
    void readsRowsThatLooplineKeepsBesideTheTable() throws Exception {
        try (CraftedWorld world = new CraftedWorld(folder, database).withOneLoop()) {
            // Given
            world.registry("CREATE TABLE loopline_kept_production_bundles AS SELECT *, 'a trigger says no' AS refusal"
                    + " FROM production_bundles; DROP TABLE production_bundles;"
                    + " CREATE VIEW production_bundles AS SELECT task_run_id FROM no_such_table");

            // When
            Map<String, CheckResult> results = verify(world);

            // Then
            assertThat(ids(results, "failed")).as("%s", results).isEmpty();
            assertThat(reasons(results, "V7")).contains("KEPT_APART");
        }
    }

    private static void flagged(CraftedWorld world, String task, @Nullable String path) throws Exception {
        String quoted = path == null ? "NULL" : "'" + path + "'";
        world.registry("INSERT INTO loops VALUES ('" + task + "', 0, 1, 'ws', " + quoted + ", NULL, NULL)");
    }

    private static String state(String task, String state, String reason) {
        return "[{\"task_run_id\": \"" + task + "\", \"loop_id\": 0, \"state\": \"" + state + "\", \"reason\": \""
                + reason + "\"}]";
    }

    private static void foreign(Path archive) throws IOException {
        try (OutputStream file = Files.newOutputStream(archive);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(new GzipCompressorOutputStream(file))) {
            TarArchiveEntry entry = new TarArchiveEntry("model.pkl");
            entry.setSize(3);
            tar.putArchiveEntry(entry);
            tar.write(new byte[3]);
            tar.closeArchiveEntry();
        }
    }

    private static TreeSet<String> ids(Map<String, CheckResult> results, String word) {
        TreeSet<String> ids = new TreeSet<>();
        results.forEach((id, result) -> {
            if (result.word().equals(word)) {
                ids.add(id);
            }
        });
        return ids;
    }

    private static Iterable<String> reasons(Map<String, CheckResult> results, String id) {
        assertThat(results.get(id)).as(id).isInstanceOf(CheckResult.Explained.class);
        return ((CheckResult.Explained) results.get(id)).reasons().keySet();
    }

    private static Map<String, CheckResult> verify(CraftedWorld world) throws Exception {
        Map<String, CheckResult> results = new LinkedHashMap<>();
        Verifier.run(world.endpoints(), Duration.ZERO, (check, result) -> results.put(check.id(), result));
        return results;
    }
}
