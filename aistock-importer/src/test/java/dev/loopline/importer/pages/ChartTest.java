package dev.loopline.importer.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChartTest {

    private static final LocalDate DAY = LocalDate.of(2025, 1, 6);

    @Test
    void drawsWithinItsBoundsFromTheFirstToTheLastDay() {
        // When
        Chart chart = Chart.of(
                List.of(DAY, DAY.plusDays(1), DAY.plusDays(2)),
                List.of(new Chart.Series("line", List.of(1.0, 1.2, 0.9))),
                false);

        // Then
        assertThat(chart.lines().get(0).points()).isEqualTo("56.0,134.0 383.0,10.0 710.0,196.0");
        assertThat(chart.levels()).extracting(Chart.Mark::label).containsExactly("0.90", "1.00", "1.10", "1.20");
        assertThat(chart.days())
                .extracting(Chart.Mark::label)
                .containsExactly("2025-01-06", "2025-01-07", "2025-01-08");
    }

    @Test
    void keepsTheExtremesOfManyDays() {
        // Given
        List<LocalDate> days = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            days.add(DAY.plusDays(i));
            values.add(i == 12_345 ? -0.5 : 0.0);
        }

        // When
        Chart chart = Chart.of(days, List.of(new Chart.Series("line", values)), true);

        // Then
        String points = chart.lines().get(0).points();
        assertThat(points.split(" ")).hasSizeLessThan(1100);
        assertThat(points).contains(",196.0");
        assertThat(chart.levels().get(0).label()).isEqualTo("-50%");
    }

    @Test
    void drawsOneDayAndALevelLine() {
        // When
        Chart chart = Chart.of(List.of(DAY), List.of(new Chart.Series("line", List.of(1.0))), false);

        // Then
        assertThat(chart.lines().get(0).points()).isEqualTo("383.0,103.0");
        assertThat(chart.days()).hasSize(1);
    }
}
