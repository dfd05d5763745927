package dev.loopline.importer.upsert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.Tombstone;
import dev.loopline.contracts.event.CatalogUpdated;
import dev.loopline.contracts.event.LoopImported.Rows;
import dev.loopline.importer.bundle.BundleResult;
import dev.loopline.importer.sample.SampleLoop;
import dev.loopline.importer.sample.TestDatabase;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CatalogStoreIT {

    private static final String MA5 = "Mean($close, 5)";
    private static final String MA10 = "Mean($close, 10)";

    private TestDatabase database;
    private CatalogStore store;

    @BeforeEach
    void open() throws SQLException {
        database = TestDatabase.migrated();
        store = new CatalogStore(database.source(), Clock.systemUTC());
    }

    @Test
    void insertsUpdatesAndLeavesAlone() throws SQLException {
        // Given
        SampleLoop loop = SampleLoop.of("20250107_001", 1).factor("feature_MA5", MA5);

        // When
        Rows first = apply(loop.revision(1).build());
        List<String> before = identities();
        Rows again = apply(loop.revision(1).build());
        List<String> replayed = identities();
        Rows changed = apply(loop.revision(2).hypothesis("another").build());

        // Then: a row that did not change is not even rewritten, and no id changes
        assertThat(first).isEqualTo(new Rows(4, 0, 0, 0, 0));
        assertThat(again).isEqualTo(new Rows(0, 0, 4, 0, 0));
        assertThat(replayed).isEqualTo(before);
        assertThat(changed).isEqualTo(new Rows(0, 4, 0, 0, 0));
        assertThat(ids())
                .isEqualTo(before.stream()
                        .map(row -> row.substring(0, row.lastIndexOf('|')))
                        .toList());
        assertThat(database.rows("SELECT name, factor_name, task_run_id, loop_id, input_schema->>'lookback_days',"
                        + " created_at_utc AT TIME ZONE 'UTC' FROM aistock_factor_catalog"))
                .containsExactly("feature_MA5|MA5|20250107_001|1|10|2026-01-07 09:30:00.123456");
        assertThat(database.rows("SELECT display_name, decision, ic, factor_names::text, path_model_files, sync_status,"
                        + " raw_payload->'summary_texts'->>'execution', hypothesis FROM aistock_loop_catalog"))
                .containsExactly("20250107_001-loop1|false|0.041|[\"MA5\"]|[\"model.pkl\"]|synced|ran|another");
        assertThat(database.rows("SELECT m.raw_payload->>'legacy_model_id', s.raw_payload->>'template_hash'"
                        + " FROM aistock_model_catalog m, aistock_strategy_catalog s"))
                .containsExactly("1a560620d6ac5f3cac8e6323fca41d75|84c3553254c558329b9f4f4d468ba45a");
    }

    @Test
    void neverStepsBackWhenAnOlderEventComesLater() throws SQLException {
        // Given
        SampleLoop loop = SampleLoop.of("t", 0);
        apply(loop.revision(2).hypothesis("new").build());
        List<String> before = database.dump();

        // When
        ImportOutcome outcome = only(
                store.apply(List.of(change(loop.revision(1).hypothesis("old").build()))));

        // Then
        assertThat(outcome.status()).isEqualTo(ImportOutcome.Status.SUPERSEDED);
        assertThat(outcome.revision()).isEqualTo(2);
        assertThat(database.dump()).isEqualTo(before);
    }

    @Test
    void keepsColumnsOfOthers() throws SQLException {
        // Given
        SampleLoop loop = SampleLoop.of("t", 1).factor("MA5", MA5);
        apply(loop.revision(1).build());
        database.execute("UPDATE aistock_strategy_catalog SET in_selection_center = true, description = 'mine'");
        database.execute("UPDATE aistock_factor_catalog SET code_text = 'mine', is_sota_factor = true,"
                + " first_sota_task_id = 'first'");

        // When
        apply(loop.revision(2).sharpe(9.0).build());

        // Then
        assertThat(database.rows("SELECT in_selection_center, description FROM aistock_strategy_catalog"))
                .containsExactly("t|mine");
        assertThat(database.rows("SELECT code_text, is_sota_factor, first_sota_task_id, best_performance_sharpe FROM"
                        + " aistock_factor_catalog"))
                .containsExactly("mine|t|first|9");
    }

    @Test
    void showsTheBestOccurrenceAndTheNextBestWhenItGoes() throws SQLException {
        // Given
        apply(SampleLoop.of("t", 1).sharpe(null).factor("MA5", MA5).build());
        List<String> id = database.rows("SELECT id FROM aistock_factor_catalog");

        // When
        apply(SampleLoop.of("t", 3).sharpe(1.0).factor("feature_MA5", MA10).build());
        apply(SampleLoop.of("t", 2).sharpe(1.0).factor("MA5", MA5).build());
        List<String> best = shown();
        apply(SampleLoop.of("t", 2).revision(2).sharpe(0.5).factor("MA5", MA5).build());
        List<String> second = shown();
        withdraw("t", 3, 2);
        withdraw("t", 2, 3);
        List<String> last = shown();

        // Then: one row, one id
        assertThat(best).containsExactly("MA5|MA5|2|1");
        assertThat(second).containsExactly("MA5|feature_MA5|3|1");
        assertThat(last).containsExactly("MA5|MA5|1|null");
        assertThat(database.rows("SELECT id FROM aistock_factor_catalog")).isEqualTo(id);
        assertThat(database.rows("SELECT loop_id FROM aistock_factor_occurrence"))
                .containsExactly("1");
    }

    @Test
    void writesNoFactorRowThatShowsTheSame() throws SQLException {
        // Given
        apply(SampleLoop.of("t", 1).sharpe(2.0).factor("MA5", MA5).build());
        List<String> before = database.rows("SELECT id, xmin FROM aistock_factor_catalog");

        // When
        Rows rows = apply(SampleLoop.of("t", 2).sharpe(1.0).factor("MA5", MA10).build());

        // Then
        assertThat(rows).isEqualTo(new Rows(3, 0, 1, 0, 0));
        assertThat(database.rows("SELECT id, xmin FROM aistock_factor_catalog")).isEqualTo(before);
    }

    @Test
    void deletesAFactorThatNoLoopHasAnyMore() throws SQLException {
        // Given
        apply(SampleLoop.of("t", 1).factor("MA5", MA5).factor("MA10", MA10).build());

        // When
        Rows rows = apply(SampleLoop.of("t", 1).revision(2).factor("MA10", MA10).build());

        // Then
        assertThat(rows.deleted()).isEqualTo(1);
        assertThat(database.rows("SELECT factor_name FROM aistock_factor_catalog"))
                .containsExactly("MA10");
    }

    @Test
    void marksAFactorUnavailableWhenAnotherTableRefersToIt() throws SQLException {
        // Given
        apply(SampleLoop.of("t", 1).factor("MA5", MA5).build());
        database.execute(
                "CREATE TABLE qe_factor_classification (factor_id BIGINT REFERENCES aistock_factor_catalog (id))");
        database.execute("INSERT INTO qe_factor_classification SELECT id FROM aistock_factor_catalog");

        // When
        Rows rows = apply(SampleLoop.of("t", 1).revision(2).build());
        List<String> marked = database.rows("SELECT is_available FROM aistock_factor_catalog");
        apply(SampleLoop.of("t", 1).revision(3).factor("MA5", MA5).build());

        // Then
        assertThat(rows.deleted()).isZero();
        assertThat(marked).containsExactly("f");
        assertThat(database.rows("SELECT is_available FROM aistock_factor_catalog"))
                .containsExactly("t");
    }

    @Test
    void givesFactorsOfOneNameOneRowAndFactorsOfOneFormulaARowEach() throws SQLException {
        // When: one name with two formulas, one formula with three names, one of them within the same loop
        apply(SampleLoop.of("t", 1).factor("MA", MA5).factor("feature_MA", MA10).build());
        apply(SampleLoop.of("t", 2)
                .factor("MA", "Mean( $close, 5 )")
                .factor("A", MA5)
                .factor("B", MA5)
                .build());

        // Then
        assertThat(database.rows("SELECT factor_name FROM aistock_factor_catalog ORDER BY 1"))
                .containsExactly("A", "B", "MA");
        assertThat(database.rows("SELECT count(*), count(DISTINCT variant) FROM aistock_factor_occurrence"
                        + " WHERE factor_name = 'MA'"))
                .containsExactly("3|2");
    }

    @Test
    void remembersThatAFactorWasAcceptedWhateverLoopIsShown() throws SQLException {
        // When: the smaller task run comes later and is not the best
        apply(SampleLoop.of("run2", 1)
                .source("sota")
                .sharpe(1.0)
                .factor("MA5", MA5)
                .build());
        apply(SampleLoop.of("run3", 1).sharpe(2.0).factor("MA5", MA5).build());
        apply(SampleLoop.of("run1", 1)
                .source("sota")
                .sharpe(0.5)
                .factor("MA5", MA5)
                .build());

        // Then
        assertThat(database.rows("SELECT task_run_id, is_sota_factor, first_sota_task_id FROM aistock_factor_catalog"))
                .containsExactly("run3|t|run1");
    }

    @Test
    void adoptsRowsOfAnOlderImporter() throws SQLException {
        // Given
        database.execute("INSERT INTO aistock_factor_catalog (factor_name, source, catalog_version, generated_at_utc,"
                + " catalog_source, expression, code_text) VALUES ('MA5', 'rdagent_generated', 'v1', now(), 'x',"
                + " 'mean($close,5)', 'mine'), ('MA10', 'sota', 'v1', now(), 'x', 'other', 'other'),"
                + " ('MA10', 'manual', 'v1', now(), 'x', 'by hand', 'by hand')");
        database.execute("INSERT INTO aistock_model_catalog (model_id, task_run_id, loop_id, workspace_id,"
                + " catalog_version, generated_at_utc, catalog_source, code_text) VALUES ('0a1b', 't', 1, 'ws_1', 'v1',"
                + " now(), 'x', 'mine')");
        List<String> ids = ids();

        // When
        apply(SampleLoop.of("t", 1)
                .revision(1)
                .factor("MA5", MA5)
                .factor("MA10", MA10)
                .withoutStrategy()
                .build());

        // Then
        assertThat(ids()).containsAll(ids);
        assertThat(database.rows("SELECT code_text FROM aistock_factor_catalog WHERE factor_name = 'MA5'"))
                .containsExactly("mine");
        assertThat(database.rows("SELECT source, name, code_text FROM aistock_factor_catalog WHERE factor_name = 'MA10'"
                        + " ORDER BY 1"))
                .containsExactly("manual|null|by hand", "rdagent_generated|MA10|other");
        assertThat(database.rows("SELECT model_id, code_text FROM aistock_model_catalog"))
                .containsExactly("t_1_ws_1|mine");
    }

    @Test
    void removesWhatAnEventNoLongerHas() throws SQLException {
        // Given
        apply(SampleLoop.of("t", 1).revision(1).factor("MA5", MA5).build());
        database.execute("CREATE TABLE qe_experiments (model BIGINT REFERENCES aistock_model_catalog (id))");
        database.execute("INSERT INTO qe_experiments SELECT id FROM aistock_model_catalog");

        // When
        Rows rows = apply(SampleLoop.of("t", 1)
                .revision(2)
                .withoutModel()
                .withoutStrategy()
                .build());

        // Then: the model is referred to and stays, which is noted
        assertThat(rows.deleted()).isEqualTo(2);
        assertThat(database.rows("SELECT count(*) FROM aistock_strategy_catalog"))
                .containsExactly("0");
        assertThat(database.rows("SELECT count(*) FROM aistock_model_catalog")).containsExactly("1");
        assertThat(database.rows("SELECT count(*) FROM aistock_factor_occurrence"))
                .containsExactly("0");
        assertThat(database.rows("SELECT kind, entry_key, reason FROM loopline_rejected"))
                .containsExactly("model|t_1_ws_1|STILL_REFERENCED");
    }

    @Test
    void withdrawsALoopForGood() throws SQLException {
        // Given
        CatalogUpdated event =
                SampleLoop.of("t", 1).revision(1).factor("MA5", MA5).build();
        apply(event);

        // When
        ImportOutcome gone = only(store.apply(List.of(new CatalogChange.Withdrawal(Tombstone.of(event.key(), 2)))));
        ImportOutcome late = only(store.apply(List.of(change(event))));

        // Then
        assertThat(gone.status()).isEqualTo(ImportOutcome.Status.WITHDRAWN);
        assertThat(gone.total()).isEqualTo(new Rows(0, 0, 0, 4, 0));
        assertThat(late.status()).isEqualTo(ImportOutcome.Status.SUPERSEDED);
        assertThat(database.dump()).isEmpty();
        assertThat(only(store.apply(
                                List.of(change(SampleLoop.of("t", 1).revision(3).build()))))
                        .status())
                .isEqualTo(ImportOutcome.Status.IMPORTED);
    }

    @Test
    void withdrawsByATombstoneThatKnowsNoRevision() throws SQLException {
        // Given
        CatalogUpdated event = SampleLoop.of("t", 1).revision(1).build();

        // When: event and tombstone in one batch, then the event once more
        store.apply(List.of(change(event), new CatalogChange.Withdrawal(Tombstone.of(event.key(), 0))));
        store.apply(List.of(change(event)));
        store.apply(List.of(new CatalogChange.Withdrawal(Tombstone.of(event.key(), 0))));

        // Then
        assertThat(database.dump()).isEmpty();
    }

    @Test
    void rejectsAnEntryAndImportsItsNeighbours() throws SQLException {
        // Given
        CatalogUpdated event = SampleLoop.of("t", 1)
                .revision(1)
                .factor(" ", "Ref($close, 1)")
                .factor("x".repeat(2000), "Ref($close, 2)")
                .factor("MA5", MA5)
                .hypothesis("nul \u0000 half \ud800 bell \u0007")
                .metrics("{\"bad \\u0000 key\": \"nul \\u0000\", \"IC\": 0.5}")
                .build();

        // When
        Rows rows = apply(event);

        // Then
        assertThat(rows.rejected()).isEqualTo(2);
        assertThat(database.rows("SELECT factor_name FROM aistock_factor_catalog"))
                .containsExactly("MA5");
        assertThat(database.rows("SELECT kind, field, reason FROM loopline_rejected ORDER BY kind, reason"))
                .containsExactly("factor|name|FIELD_MISSING", "factor|name|FIELD_TOO_LONG");
        assertThat(database.rows("SELECT hypothesis, ic, metrics->>'bad  key' FROM aistock_loop_catalog"))
                .containsExactly("nul  half \ufffd bell |0.5|nul ");
    }

    @Test
    void importsFromTwoThreadsWithoutDeadlock() throws Exception {
        // Given
        List<CatalogChange> changes = new ArrayList<>();
        for (int loop = 0; loop < 500; loop++) {
            SampleLoop sample = SampleLoop.of("run", loop).revision(1);
            for (int factor = 0; factor < 10; factor++) {
                sample.factor("F" + (loop + factor) % 20, "Ref($close, " + (loop + factor) % 20 + ")");
            }
            changes.add(change(sample.build()));
        }
        ExecutorService threads = Executors.newFixedThreadPool(2);

        // When
        long began = System.nanoTime();
        List<Future<?>> running = new ArrayList<>();
        for (int from = 0; from < changes.size(); from += 50) {
            List<CatalogChange> batch = changes.subList(from, from + 50);
            running.add(threads.submit(() -> store.apply(batch)));
        }
        for (Future<?> one : running) {
            one.get();
        }
        threads.shutdown();
        System.out.printf("500 loops in %d ms%n", (System.nanoTime() - began) / 1_000_000);

        // Then
        assertThat(database.rows("SELECT count(*) FROM aistock_loop_catalog")).containsExactly("500");
        assertThat(database.rows("SELECT count(*) FROM aistock_factor_catalog")).containsExactly("20");
        assertThat(database.rows("SELECT count(*) FROM aistock_factor_occurrence"))
                .containsExactly("5000");
    }

    private Rows apply(CatalogUpdated event) throws SQLException {
        return only(store.apply(List.of(change(event)))).total();
    }

    private void apply(List<CatalogChange> changes) throws SQLException {
        for (CatalogChange change : changes) {
            store.apply(List.of(change));
        }
    }

    private List<String> shown() throws SQLException {
        return database.rows(
                "SELECT factor_name, name, loop_id, best_performance_sharpe FROM aistock_factor_catalog ORDER BY 1");
    }

    private void withdraw(String taskRunId, int loopId, long revision) throws SQLException {
        store.apply(List.of(new CatalogChange.Withdrawal(Tombstone.of(new LoopKey(taskRunId, loopId), revision))));
    }

    private static ImportOutcome only(List<ImportOutcome> outcomes) {
        assertThat(outcomes).hasSize(1);
        return outcomes.get(0);
    }

    private static CatalogChange change(CatalogUpdated event) {
        return new CatalogChange.Import(event, BundleResult.AVAILABLE);
    }

    private List<String> ids() throws SQLException {
        return database.rows(identitySql(""));
    }

    private List<String> identities() throws SQLException {
        return database.rows(identitySql(", xmin"));
    }

    private static String identitySql(String more) {
        return "SELECT 'loop', id" + more + " FROM aistock_loop_catalog UNION ALL SELECT 'factor', id" + more
                + " FROM aistock_factor_catalog UNION ALL SELECT 'model', id" + more
                + " FROM aistock_model_catalog UNION ALL SELECT 'strategy', id" + more
                + " FROM aistock_strategy_catalog ORDER BY 1, 2";
    }
}
