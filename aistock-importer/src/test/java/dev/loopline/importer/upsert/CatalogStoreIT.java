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
import java.util.Collections;
import java.util.List;
import java.util.Random;
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
        SampleLoop loop = SampleLoop.of("20250107_001", 1).owns("feature_MA5", MA5);

        // When
        Rows first = apply(loop.at(1, 1).build());
        List<String> before = identities();
        Rows again = apply(loop.at(1, 1).build());
        List<String> replayed = identities();
        Rows changed = apply(loop.at(2, 2).hypothesis("another").build());

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
        apply(loop.at(2, 5).hypothesis("new").build());
        List<String> before = database.dump();

        // When
        ImportOutcome outcome =
                only(store.apply(List.of(change(loop.at(1, 9).hypothesis("old").build()))));

        // Then
        assertThat(outcome.status()).isEqualTo(ImportOutcome.Status.SUPERSEDED);
        assertThat(outcome.order()).isEqualTo(new ImportOrder(2, 5));
        assertThat(database.dump()).isEqualTo(before);
    }

    @Test
    void keepsColumnsOfOthers() throws SQLException {
        // Given
        SampleLoop loop = SampleLoop.of("t", 1).owns("MA5", MA5);
        apply(loop.at(1, 1).build());
        database.execute("UPDATE aistock_strategy_catalog SET in_selection_center = true, description = 'mine'");
        database.execute("UPDATE aistock_factor_catalog SET code_text = 'mine', is_sota_factor = true,"
                + " first_sota_task_id = 'first'");

        // When
        apply(loop.at(2, 2).sharpe(9.0).build());

        // Then
        assertThat(database.rows("SELECT in_selection_center, description FROM aistock_strategy_catalog"))
                .containsExactly("t|mine");
        assertThat(database.rows("SELECT code_text, is_sota_factor, first_sota_task_id, best_performance_sharpe FROM"
                        + " aistock_factor_catalog"))
                .containsExactly("mine|t|first|9");
    }

    @Test
    void movesAFactorToItsNewOwner() throws SQLException {
        // Given
        apply(SampleLoop.of("t", 1).at(1, 1).owns("MA5", MA5).build());
        List<String> id = database.rows("SELECT id FROM aistock_factor_catalog");

        // When: the loser's new event comes last and does not name the factor
        apply(SampleLoop.of("t", 2).at(1, 2).owns("MA5", MA5).sharpe(2.0).build());
        apply(SampleLoop.of("t", 1).at(1, 3).occurs("MA5", MA5).build());

        // Then
        assertThat(database.rows("SELECT loop_id, best_performance_sharpe FROM aistock_factor_catalog"))
                .containsExactly("2|2");
        assertThat(database.rows("SELECT id FROM aistock_factor_catalog")).isEqualTo(id);
        assertThat(database.rows("SELECT loop_id FROM aistock_factor_occurrence ORDER BY 1"))
                .containsExactly("1", "2");
    }

    @Test
    void deletesAFactorThatIsGoneAndKeepsItGone() throws SQLException {
        // Given
        CatalogUpdated owner = SampleLoop.of("t", 1).at(1, 1).owns("MA5", MA5).build();
        apply(owner);

        // When
        Rows rows = apply(SampleLoop.of("t", 2)
                .at(1, 5)
                .gone(SampleLoop.fingerprint("MA5", MA5))
                .build());
        apply(SampleLoop.of("t", 3).at(1, 4).owns("MA5", MA5).build());

        // Then: an older owner cannot bring it back
        assertThat(rows.deleted()).isEqualTo(1);
        assertThat(database.rows("SELECT 1 FROM aistock_factor_catalog")).isEmpty();
    }

    @Test
    void marksAFactorUnavailableWhenAnotherTableRefersToIt() throws SQLException {
        // Given
        apply(SampleLoop.of("t", 1).at(1, 1).owns("MA5", MA5).build());
        database.execute(
                "CREATE TABLE qe_factor_classification (factor_id BIGINT REFERENCES aistock_factor_catalog (id))");
        database.execute("INSERT INTO qe_factor_classification SELECT id FROM aistock_factor_catalog");

        // When
        Rows rows = apply(SampleLoop.of("t", 1)
                .at(2, 2)
                .gone(SampleLoop.fingerprint("MA5", MA5))
                .build());
        List<String> marked = database.rows("SELECT is_available FROM aistock_factor_catalog");
        apply(SampleLoop.of("t", 1).at(3, 3).owns("MA5", MA5).build());

        // Then
        assertThat(rows.deleted()).isZero();
        assertThat(marked).containsExactly("f");
        assertThat(database.rows("SELECT is_available FROM aistock_factor_catalog"))
                .containsExactly("t");
    }

    @Test
    void keepsTwoFactorsOfOneName() throws SQLException {
        // Given
        apply(SampleLoop.of("t", 1).at(1, 1).owns("MA", MA5).build());
        String tagged = "MA@" + SampleLoop.fingerprint("MA", MA10).substring(0, 6);

        // When
        apply(SampleLoop.of("t", 2).at(1, 2).owns("MA", MA10).build());
        apply(SampleLoop.of("t", 1)
                .at(2, 3)
                .gone(SampleLoop.fingerprint("MA", MA5))
                .build());
        apply(SampleLoop.of("t", 2).at(2, 4).owns("MA", MA10).build());

        // Then: the later one keeps its tag, also when the name is free again
        assertThat(database.rows("SELECT factor_name, name FROM aistock_factor_catalog"))
                .containsExactly(tagged + "|MA");
    }

    @Test
    void adoptsRowsOfAnOlderImporter() throws SQLException {
        // Given
        database.execute("INSERT INTO aistock_factor_catalog (factor_name, source, catalog_version, generated_at_utc,"
                + " catalog_source, expression, code_text) VALUES ('MA5', 'rdagent_generated', 'v1', now(), 'x',"
                + " 'mean($close,5)', 'mine'), ('MA10', 'rdagent_generated', 'v1', now(), 'x', 'other', 'other')");
        database.execute("INSERT INTO aistock_model_catalog (model_id, task_run_id, loop_id, workspace_id,"
                + " catalog_version, generated_at_utc, catalog_source, code_text) VALUES ('0a1b', 't', 1, 'ws_1', 'v1',"
                + " now(), 'x', 'mine')");
        List<String> ids = ids();

        // When
        apply(SampleLoop.of("t", 1)
                .at(1, 1)
                .owns("MA5", MA5)
                .owns("MA10", MA10)
                .withoutStrategy()
                .build());

        // Then
        assertThat(ids()).containsAll(ids);
        assertThat(database.rows("SELECT code_text FROM aistock_factor_catalog WHERE factor_name = 'MA5'"))
                .containsExactly("mine");
        assertThat(database.rows("SELECT count(*) FROM aistock_factor_catalog WHERE name = 'MA10' AND factor_name LIKE"
                        + " 'MA10@%'"))
                .containsExactly("1");
        assertThat(database.rows("SELECT model_id, code_text FROM aistock_model_catalog"))
                .containsExactly("t_1_ws_1|mine");
    }

    @Test
    void removesWhatAnEventNoLongerHas() throws SQLException {
        // Given
        apply(SampleLoop.of("t", 1).at(1, 1).occurs("MA5", MA5).build());
        database.execute("CREATE TABLE qe_experiments (model BIGINT REFERENCES aistock_model_catalog (id))");
        database.execute("INSERT INTO qe_experiments SELECT id FROM aistock_model_catalog");

        // When
        Rows rows = apply(
                SampleLoop.of("t", 1).at(2, 2).withoutModel().withoutStrategy().build());

        // Then: the model is referred to and stays, which is noted
        assertThat(rows.deleted()).isEqualTo(1);
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
        CatalogUpdated event = SampleLoop.of("t", 1).at(1, 1).owns("MA5", MA5).build();
        apply(event);

        // When
        ImportOutcome gone = only(store.apply(List.of(new CatalogChange.Withdrawal(
                new Tombstone(event.key(), 2, 2, List.of(SampleLoop.fingerprint("MA5", MA5)))))));
        ImportOutcome late = only(store.apply(List.of(change(event))));

        // Then
        assertThat(gone.status()).isEqualTo(ImportOutcome.Status.WITHDRAWN);
        assertThat(gone.total()).isEqualTo(new Rows(0, 0, 0, 4, 0));
        assertThat(late.status()).isEqualTo(ImportOutcome.Status.SUPERSEDED);
        assertThat(database.dump()).isEmpty();
        assertThat(only(store.apply(
                                List.of(change(SampleLoop.of("t", 1).at(3, 3).build()))))
                        .status())
                .isEqualTo(ImportOutcome.Status.IMPORTED);
    }

    @Test
    void withdrawsByATombstoneThatKnowsNoRevision() throws SQLException {
        // Given
        CatalogUpdated event = SampleLoop.of("t", 1).at(1, 1).build();

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
                .at(1, 1)
                .owns(" ", "Ref($close, 1)")
                .owns("x".repeat(2000), "Ref($close, 2)")
                .owns("MA5", MA5)
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
                .containsExactly(
                        "factor|name|FIELD_MISSING",
                        "factor|name|FIELD_TOO_LONG",
                        "occurrence|name|FIELD_MISSING",
                        "occurrence|name|FIELD_TOO_LONG");
        assertThat(database.rows("SELECT hypothesis, ic, metrics->>'bad  key' FROM aistock_loop_catalog"))
                .containsExactly("nul  half \ufffd bell |0.5|nul ");
    }

    @Test
    void endsWithTheSameRowsInAnyOrder() throws SQLException {
        // Given: ownership moves, a loop is withdrawn, factors go
        List<CatalogChange> history = history();
        apply(history);
        List<String> expected = database.dump();
        assertThat(expected).hasSizeGreaterThan(20);

        for (int seed = 1; seed <= 5; seed++) {
            // When
            TestDatabase other = TestDatabase.migrated();
            CatalogStore otherStore = new CatalogStore(other.source(), Clock.systemUTC());
            List<CatalogChange> shuffled = new ArrayList<>(history);
            shuffled.addAll(history.subList(0, history.size() / 2));
            Random random = new Random(seed);
            Collections.shuffle(shuffled, random);
            for (int from = 0; from < shuffled.size(); ) {
                int to = Math.min(shuffled.size(), from + 1 + random.nextInt(5));
                otherStore.apply(shuffled.subList(from, to));
                from = to;
            }

            // Then
            assertThat(other.dump()).as("seed %d", seed).isEqualTo(expected);
        }
    }

    private static List<CatalogChange> history() {
        String fp = SampleLoop.fingerprint("F0", "Ref($close, 0)");
        List<CatalogChange> history = new ArrayList<>();
        long sequence = 0;
        for (int loop = 0; loop < 6; loop++) {
            history.add(change(SampleLoop.of("run", loop)
                    .at(1, ++sequence)
                    .owns("F" + loop, "Ref($close, " + loop + ")")
                    .occurs("shared", MA5)
                    .build()));
        }
        history.add(change(SampleLoop.of("run", 1)
                .at(1, ++sequence)
                .owns("F1", "Ref($close, 1)")
                .owns("shared", MA5)
                .build()));
        history.add(change(SampleLoop.of("run", 2)
                .at(2, ++sequence)
                .owns("F2", "Ref($close, 2)")
                .owns("shared", MA5)
                .build()));
        history.add(change(SampleLoop.of("run", 1)
                .at(1, ++sequence)
                .owns("F1", "Ref($close, 1)")
                .occurs("shared", MA5)
                .build()));
        history.add(new CatalogChange.Withdrawal(new Tombstone(new LoopKey("run", 0), 2, ++sequence, List.of(fp))));
        history.add(change(SampleLoop.of("run", 4)
                .at(2, ++sequence)
                .withoutModel()
                .gone(SampleLoop.fingerprint("F4", "Ref($close, 4)"))
                .build()));
        history.add(change(SampleLoop.of("run", 4)
                .at(3, ++sequence)
                .withoutModel()
                .owns("F4", "Ref($close, 4)")
                .build()));
        return history;
    }

    @Test
    void importsFromTwoThreadsWithoutDeadlock() throws Exception {
        // Given
        List<CatalogChange> changes = new ArrayList<>();
        for (int loop = 0; loop < 500; loop++) {
            SampleLoop sample = SampleLoop.of("run", loop).at(1, loop + 1);
            for (int factor = 0; factor < 10; factor++) {
                sample.owns("F" + (loop + factor) % 20, "Ref($close, " + (loop + factor) % 20 + ")");
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
