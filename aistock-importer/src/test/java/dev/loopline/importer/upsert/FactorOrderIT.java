package dev.loopline.importer.upsert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.catalog.FactorOccurrence;
import dev.loopline.contracts.codec.Tombstone;
import dev.loopline.contracts.event.CatalogUpdated;
import dev.loopline.contracts.testing.RandomValues;
import dev.loopline.contracts.testing.SeededTest;
import dev.loopline.importer.bundle.BundleResult;
import dev.loopline.importer.sample.SampleLoop;
import dev.loopline.importer.sample.Tables;
import dev.loopline.importer.sample.TestDatabase;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Any order and repetition of any facts, revisions and withdrawals gives the same rows, with one importer or several. */
class FactorOrderIT {

    private static @Nullable TestDatabase made;

    /** The state of a loop from a revision on; of each loop and revision there is one. */
    record Step(
            int loop,
            int revision,
            boolean withdrawn,
            List<Integer> factors,
            @Nullable Double sharpe) {

        CatalogUpdated facts() {
            SampleLoop sample =
                    SampleLoop.of("run" + loop % 2, loop).revision(revision).sharpe(sharpe);
            for (int factor : factors) {
                // Several raw names of one factor, and several factors of one formula.
                sample.factor((factor % 2 == 0 ? "feature_F" : "F") + factor % 3, "Ref($close, " + factor / 2 + ")");
            }
            return sample.build();
        }

        CatalogChange change() {
            return withdrawn
                    ? new CatalogChange.Withdrawal(Tombstone.of(new LoopKey("run" + loop % 2, loop), revision))
                    : new CatalogChange.Import(facts(), BundleResult.AVAILABLE);
        }
    }

    private static List<Step> history(RandomValues random) {
        Map<String, Step> steps = new TreeMap<>();
        random.list(1, 16, () -> step(random))
                .forEach(step -> steps.putIfAbsent(step.loop() + "/" + step.revision(), step));
        return List.copyOf(steps.values());
    }

    private static Step step(RandomValues random) {
        return new Step(
                random.number(0, 4),
                random.number(1, 4),
                random.oneOf(List.of(true, false, false, false)),
                random.shuffled(List.of(0, 1, 2, 3, 4, 5)).subList(0, random.number(0, 4)),
                random.number(1, 10) <= 3 ? null : random.oneOf(List.of(-1.0, 0.0, 0.5, 1.5)));
    }

    @SeededTest(samples = 12)
    void endsWithTheSameRowsInAnyOrderWithSeveralImporters(RandomValues random) throws Exception {
        // Given
        List<Step> history = history(random);
        List<CatalogChange> forward = history.stream().map(Step::change).toList();
        List<CatalogChange> repeated = new ArrayList<>(forward);
        repeated.addAll(forward.subList(0, forward.size() / 2));
        List<CatalogChange> shuffled = random.shuffled(repeated);
        TestDatabase database = cleared();
        importAll(database, List.of(forward));
        List<String> expected = database.dump();

        // Then: the rule itself
        assertThat(database.rows("SELECT factor_name, task_run_id, loop_id, name FROM aistock_factor_catalog ORDER BY"
                        + " factor_name"))
                .isEqualTo(rule(history));

        // When: the same once more, shuffled; no row changes, and no id
        List<String> ids = database.rows("SELECT factor_name, id FROM aistock_factor_catalog ORDER BY 1");
        importAll(database, parts(shuffled, random));
        assertThat(database.dump()).isEqualTo(expected);
        assertThat(database.rows("SELECT factor_name, id FROM aistock_factor_catalog ORDER BY 1"))
                .isEqualTo(ids);

        // When: three importers share the work on an empty database
        TestDatabase other = cleared();
        importAtOnce(other, parts(shuffled, random), 3);

        // Then
        assertThat(other.dump()).isEqualTo(expected);
    }

    /** Tables without rows; made once, because making them takes longer than a try. */
    private static synchronized TestDatabase cleared() throws SQLException {
        TestDatabase database = made;
        if (database == null) {
            database = TestDatabase.migrated();
            made = database;
        }
        Tables.clear(database.source());
        for (String table : List.of("loops", "workspaces", "production_bundles", "artifacts", "artifact_files")) {
            database.execute("DELETE FROM rdagent." + table);
        }
        return database;
    }

    private static void importAll(TestDatabase database, List<List<CatalogChange>> batches) throws SQLException {
        CatalogStore store = new CatalogStore(database.source(), Clock.systemUTC());
        for (List<CatalogChange> batch : batches) {
            store.apply(batch);
        }
    }

    private static void importAtOnce(TestDatabase database, List<List<CatalogChange>> batches, int importers)
            throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(importers);
        try {
            List<Callable<Void>> work = new ArrayList<>();
            for (int one = 0; one < importers; one++) {
                int which = one;
                work.add(() -> {
                    List<List<CatalogChange>> mine = new ArrayList<>();
                    for (int batch = which; batch < batches.size(); batch += importers) {
                        mine.add(batches.get(batch));
                    }
                    importAll(database, mine);
                    return null;
                });
            }
            for (Future<Void> done : threads.invokeAll(work)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<List<CatalogChange>> parts(List<CatalogChange> all, RandomValues random) {
        List<List<CatalogChange>> parts = new ArrayList<>();
        for (int from = 0; from < all.size(); ) {
            int to = Math.min(all.size(), from + random.number(1, 4));
            parts.add(all.subList(from, to));
            from = to;
        }
        return parts;
    }

    /** Of each factor name its best occurrence, over the newest state of all loops at once. */
    private static List<String> rule(List<Step> history) {
        Map<Integer, Step> newest = new HashMap<>();
        history.forEach(step -> newest.merge(step.loop(), step, (a, b) -> a.revision() > b.revision() ? a : b));
        Map<String, FactorOccurrence> best = new TreeMap<>();
        newest.values().stream()
                .filter(step -> !step.withdrawn())
                .forEach(step -> step.facts()
                        .occurrences()
                        .forEach(one -> best.merge(
                                one.factorName(),
                                one,
                                (a, b) -> FactorOccurrence.BEST_FIRST.compare(a, b) <= 0 ? a : b)));
        return best.values().stream()
                .map(one ->
                        String.join("|", one.factorName(), one.taskRunId(), Integer.toString(one.loopId()), one.name()))
                .toList();
    }
}
