package dev.loopline.importer.upsert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.catalog.FactorOccurrence;
import dev.loopline.contracts.codec.Tombstone;
import dev.loopline.contracts.event.CatalogUpdated;
import dev.loopline.importer.bundle.BundleResult;
import dev.loopline.importer.sample.SampleLoop;
import dev.loopline.importer.sample.Tables;
import dev.loopline.importer.sample.TestDatabase;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
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
                    ? new CatalogChange.Withdrawal(new Tombstone(new LoopKey("run" + loop % 2, loop), revision))
                    : new CatalogChange.Import(facts(), BundleResult.AVAILABLE);
        }
    }

    @Provide
    Arbitrary<List<Step>> histories() {
        Arbitrary<Step> steps = Combinators.combine(
                        Arbitraries.integers().between(0, 4),
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.integers().between(0, 3).map(n -> n == 0),
                        Arbitraries.integers().between(0, 5).set().ofMaxSize(4).map(List::copyOf),
                        Arbitraries.of(-1.0, 0.0, 0.5, 1.5).injectNull(0.3))
                .as(Step::new);
        return steps.list()
                .ofMinSize(1)
                .ofMaxSize(16)
                .map(list -> List.copyOf(list.stream()
                        .collect(Collectors.toMap(
                                step -> step.loop() + "/" + step.revision(), step -> step, (a, b) -> a, TreeMap::new))
                        .values()));
    }

    @Property(tries = 12, shrinking = ShrinkingMode.OFF)
    void endsWithTheSameRowsInAnyOrderWithSeveralImporters(@ForAll("histories") List<Step> history, @ForAll long seed)
            throws Exception {
        // Given
        Random random = new Random(seed);
        List<CatalogChange> forward = history.stream().map(Step::change).toList();
        List<CatalogChange> shuffled = new ArrayList<>(forward);
        shuffled.addAll(forward.subList(0, forward.size() / 2));
        Collections.shuffle(shuffled, random);
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

    private static List<List<CatalogChange>> parts(List<CatalogChange> all, Random random) {
        List<List<CatalogChange>> parts = new ArrayList<>();
        for (int from = 0; from < all.size(); ) {
            int to = Math.min(all.size(), from + 1 + random.nextInt(4));
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
