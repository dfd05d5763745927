package dev.loopline.importer.rows;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class LoopFiguresTest {

    private final ObjectNode metrics = JsonNodeFactory.instance.objectNode();

    @Test
    void takesNoStandardDeviationForARatio() {
        metrics.put("1day.IC.std", 0.3).put("1day.Rank IC.std", 0.4);

        assertThat(LoopFigures.first(null, metrics, LoopFigures.IC_IR)).isNull();
    }

    @Test
    void prefersFiguresWithoutCost() {
        metrics.put("1day.excess_return_with_cost.max_drawdown", -0.3)
                .put("1day.excess_return_without_cost.max_drawdown", -0.2);

        assertThat(LoopFigures.first(null, metrics, LoopFigures.MAX_DRAWDOWN)).isEqualTo(-0.2);
    }

    @Test
    void takesZeroForAFigureAndWhatIsNotFiniteForNone() {
        metrics.put("IC", Double.NaN).put("Rank IC", 0.05);

        assertThat(LoopFigures.first(0.0, metrics, LoopFigures.IC)).isZero();
        assertThat(LoopFigures.first(Double.NaN, metrics, LoopFigures.IC)).isEqualTo(0.05);
    }
}
