package dev.loopline.catalog.project;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.testing.RandomValues;
import dev.loopline.contracts.testing.SeededTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All expected texts were written by Python's {@code repr} and {@code json.dumps}. */
class PythonJsonTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e-07",
                "0.05",
                "1.0",
                "1e+16",
                "1000000000000000.0",
                "1.2345678901234568e+17",
                "9999999999999998.0",
                "0.0001",
                "1.234e-05",
                "-2.5e-10",
                "5e-324",
                "1.7976931348623157e+308",
                "2.2250738585072014e-308",
                "0.002",
                "2e+23",
                "9007199254740992.0",
                "0.30000000000000004",
                "1e+22",
                "1e+100",
                "0.0",
                "-0.0",
                "100.0"
            })
    void spellsNumbersAsPythonDoes(String python) {
        assertThat(PythonJson.number(Double.parseDouble(python))).isEqualTo(python);
    }

    @SeededTest
    void anyNumberIsReadBackAsItself(RandomValues random) {
        // Given: any finite number, or one of few decimals
        double any = Double.longBitsToDouble(random.number(0, Double.doubleToLongBits(Double.MAX_VALUE)));
        double brief = random.number(0, 1_000_000_000L) / random.oneOf(List.of(1.0, 100.0, 1e7, 1e15));
        double number = random.oneOf(List.of(any, -any, brief, -brief));

        // When, Then
        assertThat(Double.parseDouble(PythonJson.number(number))).isEqualTo(number);
    }

    @Test
    void sortsKeysByCodePointAndEscapesOnlyWhatHasTo() throws Exception {
        // Given
        JsonNode tree = Json.mapper()
                .readTree("{\"\\ud83d\\ude00\":1,\"\\uff5e\":2,\"a/\\\"\\\\\\n\\r\\t\\b\\f\\u0001\\u007f\\u8fd0\":"
                        + "[true,null,[],{},12345678901234567890]}");

        // When
        String written = PythonJson.write(tree);

        // Then
        assertThat(written)
                .isEqualTo(
                        "{\"a/\\\"\\\\\\n\\r\\t\\b\\f\\u0001\u007f\u8fd0\": [true, null, [], {}, 12345678901234567890],"
                                + " \"\uff5e\": 2, \"\ud83d\ude00\": 1}");
    }
}
