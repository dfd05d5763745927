package dev.loopline.importer.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.importer.bundle.BundleResult;
import dev.loopline.importer.sample.SampleLoop;
import dev.loopline.importer.sample.TestDatabase;
import dev.loopline.importer.upsert.CatalogChange;
import dev.loopline.importer.upsert.CatalogStore;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What AIstock's own routers, services and scripts ask of the tables (the guide's queries: {@link SchemaIT}). */
class AistockQueriesIT {

    private static final String RUN = "20250107_001";

    /** Tables of other modules that some of the queries join, as far as they join them. */
    private static final String NEIGHBOURS = """
            CREATE TABLE aistock_factor_metrics (factor_name TEXT, eval_window TEXT, calc_engine TEXT, ic DOUBLE PRECISION,
                sharpe DOUBLE PRECISION, created_at TIMESTAMPTZ);
            CREATE TABLE qe_factor_classification (factor_name TEXT, factor_source TEXT, category TEXT);
            CREATE TABLE qe_factor_official_ratings (factor_catalog_id BIGINT REFERENCES aistock_factor_catalog (id),
                grade TEXT, rated_at TIMESTAMPTZ);
            CREATE TABLE aistock_factor_calc_log (source_task_id TEXT, status TEXT);
            INSERT INTO aistock_factor_metrics VALUES ('MA5', 'full', 'qe_eval_v2', 0.01, 1, '2026-01-01Z'),
                ('MA5', 'full', 'qe_eval_v2', 0.02, 2, '2026-01-02Z'), ('MA5', 'short', 'qe_eval_v2', 0.9, 9, '2026-01-03Z');
            INSERT INTO qe_factor_classification VALUES ('MA5', 'rdagent_generated', 'momentum');
            INSERT INTO qe_factor_official_ratings SELECT id, 'A', now() FROM aistock_factor_catalog WHERE factor_name = 'MA5';
            INSERT INTO aistock_factor_calc_log VALUES ('task', 'ok'), ('task', 'error');
            INSERT INTO aistock_factor_catalog (factor_name, source, catalog_version, generated_at_utc, catalog_source,
                source_task_id, source_loop_tag, asset_path, created_at_utc)
                VALUES ('HAND', 'manual', 'v1', now(), 'rdagent_loop_manual_sync', 'task', 'loop_1_manual_sync',
                    'assets/hand.py', now());
            UPDATE aistock_strategy_catalog SET in_selection_center = true WHERE loop_id = 10;
            INSERT INTO aistock_alpha158_meta (factor_name, lib_version) VALUES ('ROC5', 'v1'), ('KMID', 'v1');
            """;

    private TestDatabase database;

    @BeforeEach
    void fill() throws SQLException {
        database = TestDatabase.migrated();
        new CatalogStore(database.source(), Clock.systemUTC())
                .apply(List.of(
                        change(SampleLoop.of(RUN, 9)
                                .revision(1)
                                .sharpe(1.0)
                                .factor("feature_MA5", "Mean($close, 5)")
                                .factor("RANK", "Rank($close)")),
                        change(SampleLoop.of(RUN, 10).revision(1).sharpe(2.0).factor("RANK", "Rank($close)")),
                        change(SampleLoop.of(RUN, 0).revision(1).sharpe(null).withoutModel())));
        database.execute(NEIGHBOURS);
    }

    @Test
    void r1ListsFactorsWithTheirNewestMetrics() throws SQLException {
        String where =
                " FROM aistock_factor_catalog f LEFT JOIN LATERAL (SELECT m.ic FROM aistock_factor_metrics m WHERE"
                        + " m.factor_name = f.factor_name AND m.eval_window = 'full' AND m.calc_engine = 'qe_eval_v2' ORDER BY"
                        + " m.created_at DESC LIMIT 1) x ON true WHERE f.source NOT IN ('manual') AND f.region = 'cn' AND f.tags ?"
                        + " 'momentum'";
        assertThat(database.rows("SELECT f.factor_name, x.ic, f.best_performance_sharpe" + where
                        + " ORDER BY x.ic DESC NULLS LAST"))
                .containsExactly("MA5|0.02|1", "RANK|null|2");
        assertThat(database.rows("SELECT count(*)" + where)).containsExactly("2");
    }

    @Test
    void r2ShowsAFactorWithClassificationAndRating() throws SQLException {
        assertThat(database.rows("SELECT f.name, q.category, r.grade FROM aistock_factor_catalog f LEFT JOIN"
                        + " qe_factor_classification q ON q.factor_name = f.factor_name AND q.factor_source = f.source"
                        + " LEFT JOIN LATERAL (SELECT grade FROM qe_factor_official_ratings r WHERE"
                        + " r.factor_catalog_id = f.id ORDER BY rated_at DESC LIMIT 1) r ON true"
                        + " WHERE f.factor_name = 'MA5' LIMIT 1"))
                .containsExactly("feature_MA5|momentum|A");
    }

    @Test
    void r3AndR4FindSourcesAndSourceTasks() throws SQLException {
        assertThat(database.rows("SELECT asset_path FROM aistock_factor_catalog WHERE factor_name = 'HAND' AND source ="
                        + " 'manual' ORDER BY created_at_utc DESC LIMIT 1"))
                .containsExactly("assets/hand.py");
        assertThat(database.rows(
                        "SELECT f.source_task_id, count(DISTINCT f.factor_name), count(*) FILTER (WHERE l.status"
                                + " = 'ok') FROM aistock_factor_catalog f LEFT JOIN aistock_factor_calc_log l ON"
                                + " l.source_task_id = f.source_task_id WHERE f.source_task_id IS NOT NULL GROUP BY 1"))
                .containsExactlyInAnyOrder("task|1|1", RUN + "|2|0");
    }

    @Test
    void r5ListsModelsTheNewestLoopFirst() throws SQLException {
        assertThat(database.rows("SELECT loop_id, workspace_id, model_type, node_id FROM aistock_model_catalog WHERE"
                        + " task_run_id = '" + RUN + "' ORDER BY task_run_id DESC, loop_id DESC LIMIT 50"))
                .containsExactly("10|ws_10|LGBModel|null", "9|ws_9|LGBModel|null");
    }

    @Test
    void r6GivesEachStrategyTheLoopThatItIsOf() throws SQLException {
        // The text order of the query puts loop 9 above loop 10; here no strategy has two loops to confuse.
        assertThat(database.rows("SELECT s.strategy_id, l.loop_id, l.sharpe FROM aistock_strategy_catalog s LEFT JOIN"
                        + " LATERAL (SELECT * FROM aistock_loop_catalog l WHERE l.strategy_id = s.strategy_id AND"
                        + " l.has_result = TRUE ORDER BY l.task_run_id || '_' || l.loop_id DESC LIMIT 1) l ON true WHERE"
                        + " s.step_name = 'running' AND s.action = 'factor' ORDER BY l.loop_id"))
                .containsExactly(
                        "strategy_" + RUN + "_0|0|null", "strategy_" + RUN + "_9|9|1", "strategy_" + RUN + "_10|10|2");
    }

    @Test
    void r7ListsLoopsInTheOrderOfTheirNumbers() throws SQLException {
        assertThat(
                        database.rows(
                                "SELECT loop_id, status, decision FROM aistock_loop_catalog WHERE status = 'success' AND"
                                        + " step_name = 'running' AND action = 'factor' ORDER BY task_run_id DESC, loop_id DESC"))
                .containsExactly("10|success|false", "9|success|false", "0|success|false");
    }

    @Test
    void r8ShowsTheSelectionCentre() throws SQLException {
        assertThat(database.rows("SELECT s.strategy_id, l.loop_id, l.annualized_return, s.python_implementation ->>"
                        + " 'func', s.freq FROM aistock_strategy_catalog s LEFT JOIN aistock_loop_catalog l ON"
                        + " l.task_run_id = s.example_task_run_id AND l.loop_id = s.example_loop_id WHERE"
                        + " s.in_selection_center"))
                .containsExactly("strategy_" + RUN + "_10|10|0.15|get_strategy_" + RUN + "_10_config|1d");
    }

    @Test
    void r9AndR10FindTheBestLoopOfStrategiesAndFactors() throws SQLException {
        String rank =
                "row_number() OVER (PARTITION BY %s ORDER BY (status = 'success') DESC, (has_result IS TRUE) DESC,"
                        + " task_run_id DESC, loop_id DESC) AS n";
        assertThat(database.rows("SELECT strategy_id, loop_id FROM (SELECT *, " + rank.formatted("strategy_id")
                        + " FROM aistock_loop_catalog) x WHERE n = 1 ORDER BY loop_id"))
                .containsExactly("strategy_" + RUN + "_0|0", "strategy_" + RUN + "_9|9", "strategy_" + RUN + "_10|10");
        assertThat(database.rows("SELECT name, loop_id FROM (SELECT *, " + rank.formatted("name") + " FROM (SELECT"
                        + " regexp_replace(f, '^(feature_|qlib_|alpha158_|alpha360_)', '') AS name, l.* FROM"
                        + " aistock_loop_catalog l, jsonb_array_elements_text(l.factor_names) f) e) x WHERE n = 1"
                        + " ORDER BY name"))
                .containsExactly("MA5|9", "RANK|10");
    }

    @Test
    void r11ToR13ServeFilesAlphaListAndFeatures() throws SQLException {
        assertThat(database.rows("SELECT workspace_id, raw_payload -> 'paths' ->> 'factor_meta', node_id FROM"
                        + " aistock_loop_catalog WHERE task_run_id = '" + RUN + "' AND loop_id = 0"))
                .containsExactly("ws_0|factor_meta.json|null");
        assertThat(database.rows(
                        "SELECT factor_name FROM aistock_alpha158_meta ORDER BY factor_name LIMIT 10 OFFSET 0"))
                .containsExactly("KMID", "ROC5");
        assertThat(database.rows("SELECT feature_list FROM aistock_strategy_catalog WHERE strategy_id = 'strategy_"
                        + RUN + "_9'"))
                .containsExactly("[\"RESI5\"]");
    }

    @Test
    void r14AndR15ServeOtherModules() throws SQLException {
        assertThat(database.rows("SELECT source_loop_tag, count(*) FROM aistock_factor_catalog WHERE source_task_id ="
                        + " 'task' AND catalog_source = 'rdagent_loop_manual_sync' GROUP BY source_loop_tag"))
                .containsExactly("loop_1_manual_sync|1");
        assertThat(database.rows("SELECT factor_name, source, expression, code_text, ic, sharpe, annualized_return,"
                        + " best_performance_sharpe, best_performance_ann_ret FROM aistock_factor_catalog WHERE"
                        + " is_available AND id IS NOT NULL ORDER BY factor_name, source, catalog_version, id"))
                .containsExactly(
                        "HAND|manual|null|null|null|null|null|null|null",
                        "MA5|rdagent_generated|Mean($close, 5)|null|null|null|null|1|0.15",
                        "RANK|rdagent_generated|Rank($close)|null|null|null|null|2|0.15");
        assertThat(database.rows("SELECT display_name, portfolio_config -> 'signal_config' ->> 'top_k', source_code,"
                        + " default_kwargs, param_schema FROM aistock_strategy_catalog WHERE strategy_id ILIKE '%_9' OR"
                        + " display_name ILIKE '%nobody%' OR description ILIKE '%nobody%'"))
                .containsExactly("strategy-" + RUN + "_9|50|null|null|null");
    }

    @Test
    void r16FindsTheBestLoopBySharpe() throws SQLException {
        database.execute("UPDATE aistock_factor_catalog f SET best_loop_task_run_id = b.task_run_id, best_loop_id ="
                + " b.loop_id FROM (SELECT DISTINCT ON (n) n, l.task_run_id, l.loop_id FROM aistock_loop_catalog l,"
                + " jsonb_array_elements_text(l.factor_names) n ORDER BY n, l.sharpe DESC NULLS LAST) b WHERE b.n ="
                + " f.factor_name AND f.source = 'rdagent_generated'");
        assertThat(database.rows(
                        "SELECT factor_name, best_loop_id FROM aistock_factor_catalog WHERE best_loop_id IS NOT"
                                + " NULL ORDER BY 1"))
                .containsExactly("MA5|9", "RANK|10");
        assertThat(database.rows("SELECT count(best_loop_id), count(*) FROM aistock_factor_catalog WHERE source ="
                        + " 'rdagent_generated'"))
                .containsExactly("2|2");
    }

    @Test
    void q8ToQ11OfTheGuideAnswerWithTheJoinMended() throws SQLException {
        assertThat(database.rows("SELECT l.log_dir, w.workspace_id FROM loops l JOIN workspaces w ON l.task_run_id ="
                        + " w.task_run_id AND l.loop_id = w.loop_id WHERE l.has_result = 1 ORDER BY l.task_run_id,"
                        + " l.loop_id"))
                .containsExactly(
                        "F:/Dev/RD-Agent-main/log/" + RUN + "|ws_0",
                        "F:/Dev/RD-Agent-main/log/" + RUN + "|ws_9",
                        "F:/Dev/RD-Agent-main/log/" + RUN + "|ws_10");
        database.execute(
                "INSERT INTO production_bundles (task_run_id, loop_id, bundle_id, bundle_path, created_at) VALUES"
                        + " ('" + RUN + "', 9, 'bundle_" + RUN + "_9', 'production_bundles/x', now()::text) ON CONFLICT"
                        + " (task_run_id, loop_id) DO UPDATE SET created_at = excluded.created_at");
        assertThat(database.rows("SELECT count(*) FROM production_bundles")).containsExactly("3");
        for (String table : List.of("loops", "workspaces", "task_runs", "production_bundles", "artifacts")) {
            assertThat(database.rows("SELECT * FROM " + table)).as(table).isNotEmpty();
        }
        assertThat(database.rows("SELECT (SELECT count(input_schema) FROM aistock_factor_catalog WHERE source ="
                        + " 'rdagent_generated'), (SELECT count(preprocess_config) FROM aistock_model_catalog), (SELECT"
                        + " count(portfolio_config) FROM aistock_strategy_catalog)"))
                .containsExactly("2|2|3");
    }

    @Test
    void theManifestsColumnsAreFilledAndTheTimeOfUpdateExists() throws SQLException {
        assertThat(database.rows("UPDATE aistock_loop_catalog SET manifest_schema_version = manifest_schema_version,"
                        + " updated_at = now() WHERE loop_id = 9 RETURNING manifest_schema_version,"
                        + " manifest_primary_workspace_id IS NOT NULL, catalog_source, catalog_version"))
                .containsExactly("1|t|rdagent_tools|v1");
    }

    private static CatalogChange change(SampleLoop loop) {
        return new CatalogChange.Import(loop.build(), BundleResult.AVAILABLE);
    }
}
