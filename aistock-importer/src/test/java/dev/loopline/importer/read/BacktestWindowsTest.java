package dev.loopline.importer.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.loopline.contracts.codec.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BacktestWindowsTest {

    @Test
    void givesEachFactorTheWindowsOfAllItsCombinations() throws JsonProcessingException {
        // Given
        String file = "{\"combinations\":[{\"name\":\"a\",\"factor_names\":[\"X\",\"Y\"],\"windows\":[{\"sharpe\":1}]},"
                + "{\"factor_names\":[\"X\"],\"windows\":[{\"sharpe\":null},{\"name\":\"w\"}]}]}";

        // When
        BacktestWindows windows = BacktestWindows.of(Json.mapper().readTree(file), 3);

        // Then
        assertThat(windows.of("X"))
                .extracting(Object::toString)
                .containsExactly(
                        "{\"loop_id\":3,\"combination\":\"a\",\"sharpe\":1}",
                        "{\"loop_id\":3,\"combination\":null,\"sharpe\":null}",
                        "{\"loop_id\":3,\"combination\":null,\"name\":\"w\"}");
        assertThat(windows.of("Y")).hasSize(1);
        assertThat(windows.of("Z")).isEmpty();
        assertThat(windows.reason()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "7",
                "{\"combinations\":{}}",
                "{\"combinations\":[3,{\"windows\":[{}]},{\"factor_names\":[\"X\"],\"windows\":[]},"
                        + "{\"factor_names\":\"X\",\"windows\":[{}]},{\"factor_names\":[\"X\"],\"windows\":[null,4]}]}"
            })
    void saysThatThereIsNoneWhereTheFileHasNone(String file) throws JsonProcessingException {
        // When
        BacktestWindows windows = BacktestWindows.of(Json.mapper().readTree(file), 1);

        // Then
        assertThat(windows.of("X")).isEmpty();
        assertThat(windows.reason()).contains("factor_perf.json has no window of a factor");
    }
}
