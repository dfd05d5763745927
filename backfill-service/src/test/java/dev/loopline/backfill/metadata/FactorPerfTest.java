package dev.loopline.backfill.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.backfill.code.ResultNames;
import dev.loopline.backfill.note.Notes;
import dev.loopline.backfill.qlib.QlibMetrics;
import dev.loopline.backfill.yaml.ExecutedConfiguration;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.event.Performance;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FactorPerfTest {

    @Test
    void saysThatFiguresStandInTheSessionOnly() {
        // Given
        Optional<QlibMetrics> kept = QlibMetrics.ofSession(
                Map.of("IC", 0.03, "1day.excess_return_without_cost.annualized_return", 0.14, "l2.train", Double.NaN));

        // When
        ObjectNode file = FactorPerf.of(facts(kept), ExistingFile.NONE, List.of("F"), "factor_perf.json", new Notes())
                .orElseThrow();

        // Then
        Performance performance = FactorPerf.performance(file, kept);
        assertThat(file.path("origin").asText()).isEqualTo("session");
        assertThat(performance.annualizedReturn()).isEqualTo(0.14);
        assertThat(performance.ic()).isEqualTo(0.03);
        assertThat(performance.sharpe()).isNull();
        assertThat(performance.metrics().has("l2.train")).isFalse();
    }

    @Test
    void takesEmptyCellsForMissing() {
        // Given
        Optional<QlibMetrics> rows = QlibMetrics.parse(
                ",0\nIC,\nICIR,nan\n1day.excess_return_without_cost.information_ratio,1.5\n", "x", new Notes());

        // When
        Performance performance = FactorPerf.performance(null, rows);

        // Then
        assertThat(performance.metrics().path("IC").isNull()).isTrue();
        assertThat(performance.metrics().path("ICIR").isNull()).isTrue();
    }

    private static LoopFacts facts(Optional<QlibMetrics> metrics) {
        return new LoopFacts(
                new Envelope(new LoopKey("t", 0), Instant.EPOCH),
                "w",
                new Evidence(
                        true,
                        ExecutedConfiguration.NONE,
                        List.of(),
                        metrics,
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        false,
                        List.of()),
                List.of(),
                Set.of(),
                new ResultNames(List.of(), Map.of(), List.of(), Map.of(), List.of()),
                List.of(),
                null,
                false);
    }
}
