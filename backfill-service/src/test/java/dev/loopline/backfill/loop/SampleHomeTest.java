package dev.loopline.backfill.loop;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.backfill.fixture.Backfilling;
import dev.loopline.backfill.fixture.LoopFixture;
import dev.loopline.backfill.fixture.Registrations;
import dev.loopline.backfill.workspace.HomeFolder;
import dev.loopline.contracts.codec.EventCodec;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.samples.SampleHome;
import dev.loopline.samples.WrittenHome;
import dev.loopline.samples.WrittenLoop;
import dev.loopline.samples.plan.Action;
import dev.loopline.samples.plan.Flaw;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole homes in both layouts, with every flaw that the samples know. */
class SampleHomeTest {

    @TempDir
    Path home;

    @Test
    void backfillsEveryLoopTruly() throws IOException {
        // Given
        WrittenHome samples = write();

        // When
        Map<WrittenLoop, LoopBackfilled> events = backfill(samples, false);

        // Then
        events.forEach(SampleHomeTest::check);
        assertThat(events).hasSizeGreaterThan(20);
    }

    @Test
    void isTheSameTheSecondTimeWithAndWithoutOverwrite() throws IOException {
        // Given
        WrittenHome samples = write();
        backfill(samples, false);
        Map<String, String> kept = LoopFixture.snapshot(home);
        Map<WrittenLoop, LoopBackfilled> again = backfill(samples, false);
        Map<String, String> keptAgain = LoopFixture.snapshot(home);

        // When
        Map<WrittenLoop, LoopBackfilled> overwritten = backfill(samples, true);
        Map<String, String> after = LoopFixture.snapshot(home);
        Map<WrittenLoop, LoopBackfilled> last = backfill(samples, true);

        // Then
        assertThat(keptAgain.keySet()).isEqualTo(kept.keySet());
        kept.forEach((name, content) -> assertThat(keptAgain.get(name)).as(name).isEqualTo(content));
        assertThat(LoopFixture.snapshot(home)).isEqualTo(after);
        assertThat(last).isEqualTo(overwritten);
        again.forEach((loop, event) -> assertThat(overwritten.get(loop))
                .extracting(LoopBackfilled::feedback)
                .isEqualTo(event.feedback()));
    }

    private WrittenHome write() {
        return SampleHome.builder(home)
                .seed(7)
                .seedsLayoutLoops(8)
                .registryLoops(10)
                .failedLoops(3)
                .modelBytes(1_000)
                .flaws(Arrays.stream(Flaw.values())
                        // The watcher registers neither.
                        .filter(flaw -> flaw != Flaw.NULL_LOOP_ID && flaw != Flaw.MISSING_WORKSPACE)
                        .toArray(Flaw[]::new))
                .write();
    }

    private Map<WrittenLoop, LoopBackfilled> backfill(WrittenHome samples, boolean overwrite) throws IOException {
        Map<WrittenLoop, LoopBackfilled> events = new LinkedHashMap<>();
        for (WrittenLoop loop : samples.finished()) {
            events.put(loop, Backfilling.run(new HomeFolder(home), Registrations.of(home, loop, overwrite), 5_000));
        }
        return events;
    }

    private static void check(WrittenLoop loop, LoopBackfilled event) {
        assertThat(event.hasResult()).as(loop.key()).isEqualTo(loop.hasResult());
        assertThat(new EventCodec().encode(event)).as(loop.key()).hasSizeLessThan(200_000);
        if (!event.hasResult()) {
            return;
        }
        assertThat(event.performance().sharpe()).as(loop.key()).isEqualTo(loop.sharpe());
        if (!loop.flaws().contains(Flaw.TRUNCATED_JSON)) {
            loop.decision()
                    .ifPresent(decision -> assertThat(event.feedback().decision())
                            .as(loop.key())
                            .isEqualTo(decision));
        }
        JsonNode factors = requireNonNull(event.metadata().factorMeta()).path("factors");
        if (loop.action() == Action.FACTOR) {
            assertThat(factors.findValuesAsText("name")).as(loop.key()).containsAll(loop.factorNames());
        }
        for (JsonNode factor : factors) {
            assertThat(factor.path("input_schema").path("required_fields").isArray())
                    .isTrue();
            assertThat(factor.path("input_schema").path("lookback_days").isInt())
                    .isTrue();
        }
        JsonNode strategy = requireNonNull(event.metadata().strategyMeta());
        assertThat(strategy.path("portfolio_config")
                        .path("signal_config")
                        .path("top_k")
                        .asInt())
                .isPositive();
        assertThat(requireNonNull(event.metadata().modelMeta())
                        .path("preprocess_config")
                        .isObject())
                .isTrue();
    }
}
