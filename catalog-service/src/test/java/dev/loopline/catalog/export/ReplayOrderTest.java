package dev.loopline.catalog.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.catalog.project.LoopProjector;
import dev.loopline.catalog.sample.SampleLoop;
import dev.loopline.catalog.state.Change;
import dev.loopline.contracts.catalog.CatalogKind;
import dev.loopline.contracts.catalog.FactorOccurrence;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.testing.RandomValues;
import dev.loopline.contracts.testing.SeededTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever order the events of a topic come in, and however often, the catalogs end the same. */
class ReplayOrderTest {

    /** What happens to a loop, in the order of its revisions. */
    record Step(
            int loop,
            int revision,
            boolean withdrawn,
            List<Integer> factors,
            @Nullable Double sharpe) {

        Change change() {
            SampleLoop sample =
                    SampleLoop.of("run" + loop % 3, loop).revision(revision).sharpe(sharpe);
            factors.forEach(factor -> sample.factor(name(factor), "expression " + factor / 2));
            return withdrawn
                    ? new Change.Withdrawn(sample.key(), revision)
                    : new Change.Present(LoopProjector.project(sample.event()));
        }
    }

    /** Several raw names of one factor, and several factors of one formula. */
    private static String name(int factor) {
        return (factor % 2 == 0 ? "feature_f" : "f") + factor % 3;
    }

    private static List<Step> history(RandomValues random) {
        Map<String, Step> steps = new TreeMap<>();
        random.list(1, 20, () -> step(random))
                .forEach(step -> steps.putIfAbsent(step.loop() + "/" + step.revision(), step));
        return List.copyOf(steps.values());
    }

    private static Step step(RandomValues random) {
        return new Step(
                random.number(0, 5),
                random.number(1, 4),
                random.oneOf(List.of(true, false, false, false)),
                random.shuffled(List.of(0, 1, 2, 3, 4, 5)).subList(0, random.number(0, 4)),
                random.number(1, 10) <= 3 ? null : random.oneOf(List.of(-1.0, 0.0, 0.5, 1.5)));
    }

    @SeededTest(samples = 60)
    void endsWithTheSameBytesInAnyOrderWithRepeats(RandomValues random) throws Exception {
        // Given
        List<Step> history = history(random);
        List<Change> forward = history.stream().map(Step::change).toList();
        List<Change> repeated = new ArrayList<>(forward);
        repeated.addAll(forward.subList(0, forward.size() / 2));

        // When
        Map<CatalogKind, String> atOnce = Exports.inTemporary(List.of(forward));
        Map<CatalogKind, String> oneByOne = Exports.inTemporary(
                random.shuffled(repeated).stream().map(List::of).toList());

        // Then
        assertThat(oneByOne).isEqualTo(atOnce);
        assertThat(rows(atOnce)).isEqualTo(expectedRows(history));
    }

    @Test
    void fiftyOrdersOfTheSameEventsWithRepeatsEndInTheSameBytesAndState() throws Exception {
        // Given: improvements, withdrawals, returns, factors that many loops share
        Random random = new Random(5);
        List<Step> history = new ArrayList<>();
        for (int loop = 0; loop < 12; loop++) {
            for (int revision = 1; revision <= 1 + random.nextInt(3); revision++) {
                List<Integer> factors = random.ints(4, 0, 8).distinct().boxed().toList();
                history.add(new Step(
                        loop,
                        revision,
                        random.nextInt(5) == 0,
                        factors,
                        random.nextInt(4) == 0 ? null : random.nextInt(5) / 2.0));
            }
        }
        List<Change> events = history.stream().map(Step::change).toList();
        Exports.Ended expected = Exports.ended(List.of(events));

        for (int order = 0; order < 50; order++) {
            // When
            List<Change> shuffled = new ArrayList<>(events);
            shuffled.addAll(events.subList(0, random.nextInt(events.size())));
            Collections.shuffle(shuffled, random);
            Exports.Ended ended = Exports.ended(parts(shuffled, 1 + random.nextInt(7)));

            // Then
            assertThat(ended.files()).as("files of order " + order).isEqualTo(expected.files());
            assertThat(ended.state()).as("state of order " + order).isEqualTo(expected.state());
        }
        assertThat(rows(expected.files())).isEqualTo(expectedRows(history));
    }

    private static List<List<Change>> parts(List<Change> all, int size) {
        List<List<Change>> parts = new ArrayList<>();
        for (int from = 0; from < all.size(); from += size) {
            parts.add(all.subList(from, Math.min(all.size(), from + size)));
        }
        return parts;
    }

    /** The rule itself, over all loops at once. */
    private static Map<String, String> expectedRows(List<Step> history) {
        Map<Integer, Step> newest = new HashMap<>();
        history.stream().sorted(Comparator.comparingInt(Step::revision)).forEach(step -> newest.put(step.loop(), step));
        Map<String, List<FactorOccurrence>> occurrences = new TreeMap<>();
        newest.values().stream()
                .filter(step -> !step.withdrawn())
                .forEach(step -> LoopProjector.project(eventOf(step))
                        .occurrences()
                        .forEach(one -> occurrences
                                .computeIfAbsent(one.factorName(), unused -> new ArrayList<>())
                                .add(one)));
        Map<String, String> rows = new TreeMap<>();
        occurrences.forEach((name, all) -> {
            FactorOccurrence best =
                    all.stream().min(FactorOccurrence.BEST_FIRST).orElseThrow();
            long variants =
                    all.stream().map(FactorOccurrence::variant).distinct().count();
            rows.put(name, row(best.loop().toString(), best.name(), best.fingerprint(), all.size(), variants));
        });
        return rows;
    }

    private static String row(String loop, String name, String fingerprint, long occurrences, long variants) {
        return loop + " " + name + " " + fingerprint + " best of " + occurrences + " with " + variants;
    }

    private static dev.loopline.contracts.event.BundleCreated eventOf(Step step) {
        SampleLoop sample = SampleLoop.of("run" + step.loop() % 3, step.loop())
                .revision(step.revision())
                .sharpe(step.sharpe());
        step.factors().forEach(factor -> sample.factor(name(factor), "expression " + factor / 2));
        return sample.event();
    }

    /** Of each factor name its row; a name that has two rows fails. */
    private static Map<String, String> rows(Map<CatalogKind, String> files) throws IOException {
        Map<String, String> rows = new TreeMap<>();
        for (JsonNode factor :
                Json.mapper().readTree(files.get(CatalogKind.FACTOR)).get("factors")) {
            String row = row(
                    factor.get("task_run_id").textValue() + "/"
                            + factor.get("loop_id").intValue(),
                    factor.get("name").textValue(),
                    factor.get("fingerprint").textValue(),
                    factor.get("occurrence_count").intValue(),
                    factor.get("variants").intValue());
            assertThat(rows.put(factor.get("factor_name").textValue(), row)).isNull();
        }
        return rows;
    }
}
