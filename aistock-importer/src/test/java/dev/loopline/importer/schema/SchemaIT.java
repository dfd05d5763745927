package dev.loopline.importer.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.importer.bundle.BundleResult;
import dev.loopline.importer.sample.SampleLoop;
import dev.loopline.importer.sample.TestDatabase;
import dev.loopline.importer.upsert.CatalogChange;
import dev.loopline.importer.upsert.CatalogStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchemaIT {

    /** As the looser of AIstock's two older scripts made the tables. */
    private static final String OLDER_TABLES = """
            CREATE TABLE aistock_factor_catalog (factor_name TEXT PRIMARY KEY, source TEXT, catalog_version TEXT,
                generated_at_utc TEXT, catalog_source TEXT, expression TEXT, tags JSONB, created_at_utc TEXT,
                in_house_column TEXT);
            CREATE TABLE aistock_strategy_catalog (strategy_id TEXT PRIMARY KEY, catalog_version TEXT,
                generated_at_utc TEXT, in_selection_center BOOLEAN DEFAULT false);
            CREATE TABLE aistock_loop_catalog (task_run_id TEXT, loop_id INTEGER, generated_at_utc TEXT,
                has_result BOOLEAN, PRIMARY KEY (task_run_id, loop_id));
            CREATE TABLE aistock_model_catalog (model_id TEXT PRIMARY KEY, task_run_id TEXT, loop_id INTEGER,
                workspace_id TEXT, generated_at_utc TEXT);
            CREATE TABLE loops (somebody_elses INTEGER);
            INSERT INTO aistock_factor_catalog (factor_name, source, in_house_column) VALUES ('old', 'manual', 'kept');
            INSERT INTO aistock_loop_catalog (task_run_id, loop_id) VALUES ('old', 0);
            """;

    @Test
    void makesTheTablesOnceAndThenLeavesThem() throws SQLException {
        // Given
        TestDatabase database = TestDatabase.empty();

        // When
        int first = database.migrate();
        int second = database.migrate();

        // Then
        assertThat(first).isPositive();
        assertThat(second).isZero();
        assertThat(database.rows("SELECT data_type FROM information_schema.columns WHERE table_name ="
                        + " 'aistock_loop_catalog' AND column_name IN ('has_result', 'generated_at_utc') ORDER BY 1"))
                .containsExactly("boolean", "timestamp with time zone");
    }

    @Test
    void completesTablesThatAnOlderScriptMade() throws SQLException {
        // Given
        TestDatabase database = TestDatabase.empty();
        database.execute(OLDER_TABLES);

        // When
        database.migrate();
        new CatalogStore(database.source(), Clock.systemUTC())
                .apply(List.of(new CatalogChange.Import(
                        SampleLoop.of("t", 1).factor("MA5", "Mean($close, 5)").build(), BundleResult.AVAILABLE)));

        // Then: old rows are what they were, got an id, and new ones fit beside them
        assertThat(database.rows("SELECT factor_name, source, in_house_column, id IS NOT NULL FROM"
                        + " aistock_factor_catalog ORDER BY id"))
                .containsExactly("old|manual|kept|t", "MA5|rdagent_generated|null|t");
        assertThat(database.rows("SELECT task_run_id, generated_at_utc FROM aistock_loop_catalog ORDER BY id"))
                .containsExactly("old|null", "t|2026-01-07T10:00:00Z");
        assertThat(database.rows("SELECT somebody_elses FROM loops")).isEmpty();
        assertThat(database.rows("SELECT bundle_id FROM production_bundles")).containsExactly("bundle_t_1");
    }

    @Test
    void saysWhatToDoAboutRowsThatCannotBe() throws SQLException {
        // Given
        TestDatabase database = TestDatabase.empty();
        database.execute(
                "CREATE TABLE aistock_loop_catalog (id BIGSERIAL PRIMARY KEY, task_run_id TEXT, loop_id INTEGER)");
        database.execute("INSERT INTO aistock_loop_catalog (task_run_id, loop_id) VALUES ('t', 1), ('t', 1)");

        // When / Then
        assertThatThrownBy(database::migrate)
                .hasMessageContaining("aistock_loop_catalog holds several rows with the same (task_run_id, loop_id)");
    }

    @Test
    void answersTheQueriesOfTheGuide() throws SQLException, IOException {
        // Given
        TestDatabase database = TestDatabase.migrated();
        CatalogStore store = new CatalogStore(database.source(), Clock.systemUTC());
        store.apply(List.of(
                new CatalogChange.Import(
                        SampleLoop.of("20250107_001", 1)
                                .revision(1)
                                .factor("feature_PriceStrength_10D", "$close / Ref($close, 10)")
                                .build(),
                        BundleResult.AVAILABLE),
                new CatalogChange.Import(
                        SampleLoop.of("20250107_001", 2)
                                .revision(1)
                                .withoutModel()
                                .build(),
                        BundleResult.AVAILABLE)));
        List<String> queries = queries();
        String path = "F:/Dev/RD-Agent-main/log/20250107_001/workspace_ws_1";
        String logDir = "F:/Dev/RD-Agent-main/log/20250107_001";
        String bundle = "bundle_20250107_001_1";

        // When / Then
        assertThat(database.rows(queries.get(0)))
                .containsExactly("20250107_001|1|ws_1|" + path + "|" + logDir + "|" + bundle + "|production_bundles/"
                        + bundle + ".tar.gz");
        assertThat(database.rows(queries.get(1)))
                .containsExactly("feature_PriceStrength_10D|20250107_001|1|ws_1|" + path + "|" + logDir + "|" + bundle);
        assertThat(database.rows(queries.get(2)))
                .containsExactly("Factor Catalog|1", "Model Catalog|1", "Strategy Catalog|2", "Loop Catalog|2");
        assertThat(database.rows(queries.get(3)))
                .containsExactly(
                        "Loop Catalog|2|2|100.0",
                        "Factor Catalog|1|1|100.0",
                        "Model Catalog|1|1|100.0",
                        "Strategy Catalog|2|2|100.0");
        assertThat(database.rows(queries.get(4)))
                .containsExactlyInAnyOrder(
                        "20250107_001|1|ws_1|" + path + "|" + bundle + "|1|1",
                        "20250107_001|2|ws_2|F:/Dev/RD-Agent-main/log/20250107_001/workspace_ws_2|bundle_20250107_001_2|0|0");
        assertThat(database.rows(queries.get(5))).hasSize(1);
        assertThat(database.rows(queries.get(6))).isEmpty();
        assertThat(database.rows(queries.get(7))).containsExactly("2");
        assertThat(database.rows("SELECT task_run_id, scenario, created_at_utc FROM task_runs"))
                .containsExactly("20250107_001|QuantRDLoop|2026-01-07T09:00:00+00:00");
        assertThat(database.rows("SELECT count(*) FROM workspaces")).containsExactly("2");
        assertThat(database.rows("SELECT count(*) FROM artifacts")).containsExactly("2");
    }

    private List<String> queries() throws IOException {
        try (var file = getClass().getResourceAsStream("/guide-queries.sql")) {
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(text.split(";"))
                    .map(String::strip)
                    .filter(query -> !query.isEmpty())
                    .toList();
        }
    }
}
