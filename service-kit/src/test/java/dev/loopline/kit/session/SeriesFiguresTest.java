package dev.loopline.kit.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.loopline.kit.pickle.PickleReader;
import java.io.ByteArrayInputStream;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Series as real pandas pickles them. */
class SeriesFiguresTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "float64-pandas2.p2",
                "float64-pandas2.p4",
                "float64-pandas2.p5",
                "float64-pandas3.p4",
                "float64-pandas3.p5",
                "object-pandas2.p4",
                "object-pandas2.p5",
                "object-pandas3.p4"
            })
    void readsFiguresAndLeavesOutWhatIsNoNumber(String series) throws Exception {
        assertThat(figures(series)).contains(Map.of("IC", 0.03, "Rank IC", -0.5, "1day.pos", 2.0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pandas2.p2", "pandas2.p4", "pandas2.p5", "pandas3.p5"})
    void readsOtherNumbersAndSlices(String form) throws Exception {
        // When
        Map<String, Double> halves = figures("float32-" + form).orElseThrow();
        Map<String, Double> whole = figures("int64-" + form).orElseThrow();
        Map<String, Double> sliced = figures("sliced-" + form).orElseThrow();

        // Then
        assertThat(halves.get("IC")).isCloseTo(0.03, within(1e-6));
        assertThat(whole).containsEntry("IC", 3.0).containsEntry("ICIR", 0.0).containsEntry("1day.pos", 200.0);
        assertThat(sliced).containsOnlyKeys("IC", "Rank IC");
    }

    @ParameterizedTest
    @CsvSource({"none-pandas2.p4", "none-pandas3.p4"})
    void knowsNoFiguresOfATable(String series) throws Exception {
        assertThat(figures(series)).isEmpty();
    }

    @Test
    void readsADict() {
        // Given
        Map<String, Object> dict = Map.of("IC", 0.5, "text", "no", "days", 7L, "bad", Double.NaN);

        // When / Then
        assertThat(SeriesFigures.of(dict)).contains(Map.of("IC", 0.5, "days", 7.0));
    }

    private static Optional<Map<String, Double>> figures(String series) throws Exception {
        byte[] bytes = WrittenRun.resource("/pickles/series-" + series + ".bin");
        @Nullable Object value = PickleReader.read(new ByteArrayInputStream(bytes));
        return SeriesFigures.of(value);
    }
}
