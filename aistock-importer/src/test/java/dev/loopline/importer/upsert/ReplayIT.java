package dev.loopline.importer.upsert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.Tombstone;
import dev.loopline.contracts.event.LoopImported.Rows;
import dev.loopline.importer.bundle.BundleResult;
import dev.loopline.importer.sample.SampleLoop;
import dev.loopline.importer.sample.TestDatabase;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayIT {

    private static final String SHARED = "Mean($close, 5)";

    private TestDatabase database;
    private CatalogStore store;

    @BeforeEach
    void open() throws SQLException {
        database = TestDatabase.migrated();
        store = new CatalogStore(database.source(), Clock.systemUTC());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void threeShuffledReplaysWithRepeatsChangeNothing(boolean compareAll) throws SQLException {
        // Given: ownership moves, a loop gets a newer revision, another is withdrawn
        List<CatalogChange> history = history();
        for (CatalogChange change : history) {
            store.apply(List.of(change));
        }
        List<String> expected = everything();

        for (int seed = 1; seed <= 3; seed++) {
            // When
            List<CatalogChange> replay = new ArrayList<>(history);
            replay.addAll(history.subList(0, history.size() / 3));
            Random random = new Random(seed);
            Collections.shuffle(replay, random);
            for (int from = 0; from < replay.size(); ) {
                int to = Math.min(replay.size(), from + 1 + random.nextInt(7));
                List<CatalogChange> some = replay.subList(from, to);
                store.apply(
                        some,
                        store.known(
                                some.stream().map(CatalogChange::key).distinct().toList()),
                        compareAll);
                from = to;
            }

            // Then: equal contents, equal id, and not one row was even rewritten (xmin)
            assertThat(everything()).as("seed %d", seed).isEqualTo(expected);
        }
    }

    @Test
    void aReplayBringsBackARowThatSomebodyDeleted() throws SQLException {
        // Given
        CatalogChange change = change(SampleLoop.of("t", 1).revision(1).factor("MA5", SHARED));
        store.apply(List.of(change));
        List<String> expected = database.dump();

        for (String table : List.of(
                "aistock_factor_catalog",
                "aistock_loop_catalog",
                "aistock_model_catalog",
                "aistock_strategy_catalog",
                "aistock_factor_occurrence",
                "rdagent.workspaces",
                "rdagent.artifact_files")) {
            // When
            database.execute("DELETE FROM " + table);
            store.apply(List.of(change));

            // Then
            assertThat(database.dump()).as(table).isEqualTo(expected);
        }
    }

    @Test
    void aFullComparisonBringsBackAValueThatSomebodyChanged() throws SQLException {
        // Given
        CatalogChange change = change(SampleLoop.of("t", 1).revision(1).factor("MA5", SHARED));
        store.apply(List.of(change));
        List<String> expected = database.dump();
        database.execute("UPDATE aistock_factor_catalog SET expression = 'nonsense', asset_bundle_id = NULL");

        // When
        Rows rows = store.apply(List.of(change), store.known(List.of(change.key())), true)
                .get(0)
                .total();

        // Then
        assertThat(rows).isEqualTo(new Rows(0, 1, 3, 0, 0));
        assertThat(database.dump()).isEqualTo(expected);
    }

    @Test
    void takesOutLoopsThatTheCatalogsDoNotListAndLeavesTheRest() throws SQLException {
        // Given: three loops, of which the catalogs list one; the last came after the listing began; a row by hand
        store.apply(List.of(
                change(SampleLoop.of("t", 1).factor("A", "Ref($close, 1)")),
                change(SampleLoop.of("t", 2).factor("B", "Ref($close, 2)"))));
        Instant begun = Instant.now();
        store.apply(List.of(change(SampleLoop.of("t", 3).factor("C", "Ref($close, 3)"))));
        database.execute("INSERT INTO aistock_factor_catalog (factor_name, source, catalog_version, generated_at_utc,"
                + " catalog_source) VALUES ('HAND', 'manual', 'v1', now(), 'people')");

        // When
        List<Tombstone> notListed = store.notListed(Set.of(new LoopKey("t", 1)), begun);
        store.apply(notListed.stream()
                .<CatalogChange>map(CatalogChange.Withdrawal::new)
                .toList());

        // Then
        assertThat(database.rows("SELECT factor_name FROM aistock_factor_catalog ORDER BY 1"))
                .containsExactly("A", "C", "HAND");
        assertThat(database.rows("SELECT loop_id FROM aistock_loop_catalog ORDER BY 1"))
                .containsExactly("1", "3");
    }

    @Test
    void twoImportersImportAThousandLoopsWithoutADeadlock() throws Exception {
        assertNoDeadlock(1_000, 20);
    }

    @Test
    @Tag("slow")
    void twoImportersImportTenThousandLoopsWithoutADeadlock() throws Exception {
        assertNoDeadlock(10_000, 100);
    }

    private void assertNoDeadlock(int loops, int batch) throws Exception {
        // Given: every tenth batch goes to both, and factors move between loops all the time
        ExecutorService threads = Executors.newFixedThreadPool(2);
        CatalogStore other = new CatalogStore(database.source(), Clock.systemUTC());

        // When
        Future<?> one = threads.submit(() -> importEverySecond(store, 0, loops, batch));
        Future<?> two = threads.submit(() -> importEverySecond(other, 1, loops, batch));
        one.get();
        two.get();
        threads.shutdown();

        // Then: nobody was thrown out (SQLSTATE 40P01), and everything is there once
        assertThat(database.rows("SELECT count(*), count(DISTINCT loop_id) FROM aistock_loop_catalog"))
                .containsExactly(loops + "|" + loops);
        assertThat(database.rows("SELECT count(*) FROM aistock_factor_catalog")).containsExactly("50");
        assertThat(database.rows("SELECT count(*) FROM aistock_factor_occurrence"))
                .containsExactly(Integer.toString(2 * loops));
        assertThat(database.rows("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"))
                .containsExactly("0");
    }

    private static Void importEverySecond(CatalogStore store, int which, int loops, int batch) throws SQLException {
        for (int from = 0; from < loops; from += batch) {
            int number = from / batch;
            if (number % 2 == which || number % 10 == 0) {
                List<CatalogChange> some = new ArrayList<>();
                for (int loop = from; loop < from + batch; loop++) {
                    some.add(change(SampleLoop.of("run", loop)
                            .revision(1)
                            .factor("F" + loop % 50, "Ref($close, " + loop % 50 + ")")
                            .factor("F" + (loop + 7) % 50, "Ref($close, " + (loop + 7) % 50 + ")")));
                }
                Collections.shuffle(some, new Random(from + which));
                store.apply(some);
            }
        }
        return null;
    }

    private static List<CatalogChange> history() {
        List<CatalogChange> history = new ArrayList<>();
        for (int loop = 0; loop < 30; loop++) {
            history.add(change(SampleLoop.of("run", loop)
                    .factor("F" + loop, "Ref($close, " + loop + ")")
                    .factor("shared", SHARED)));
        }
        history.add(change(SampleLoop.of("run", 7)
                .revision(2)
                .sharpe(9.0)
                .factor("F7", "Ref($close, 7)")
                .factor("shared", SHARED)));
        history.add(new CatalogChange.Withdrawal(Tombstone.of(new LoopKey("run", 3), 2)));
        return history;
    }

    private static CatalogChange change(SampleLoop loop) {
        return new CatalogChange.Import(loop.build(), BundleResult.AVAILABLE);
    }

    private List<String> everything() throws SQLException {
        List<String> rows = new ArrayList<>(database.dump());
        for (String table : List.of(
                "aistock_loop_catalog",
                "aistock_factor_catalog",
                "aistock_model_catalog",
                "aistock_strategy_catalog",
                "rdagent.production_bundles")) {
            rows.addAll(database.rows("SELECT '" + table + "', id, xmin FROM " + table + " ORDER BY id"));
        }
        for (String table : List.of("rdagent.loops", "rdagent.workspaces", "aistock_factor_occurrence")) {
            rows.addAll(database.rows("SELECT '" + table + "', task_run_id, loop_id, xmin FROM " + table
                    + " ORDER BY task_run_id, loop_id, xmin::text"));
        }
        return rows;
    }
}
