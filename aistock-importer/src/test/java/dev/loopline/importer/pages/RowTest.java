package dev.loopline.importer.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.loopline.contracts.codec.Json;
import org.junit.jupiter.api.Test;

class RowTest {

    @Test
    void showsZeroAsZeroAndNothingAsADash() throws JsonProcessingException {
        // Given
        Row row =
                row("{\"zero\": 0, \"none\": null, \"metrics\": {\"sharpe\": -0.004}, \"list\": [], \"text\": \" \"}");

        // When / Then
        assertThat(row.figure("zero")).isEqualTo("0.00");
        assertThat(row.percent("zero")).isEqualTo("0.00%");
        assertThat(row.fine("metrics.sharpe")).isEqualTo("-0.0040");
        assertThat(row.figure("none")).isEqualTo("–");
        assertThat(row.percent("absent.deeper")).isEqualTo("–");
        assertThat(row.text("text")).isEqualTo("–");
        assertThat(row.count("list")).isEqualTo("0");
        assertThat(row.count("none")).isEqualTo("–");
        assertThat(row.raw("none")).isEmpty();
    }

    @Test
    void cutsTimesAndNamesSizes() throws JsonProcessingException {
        // Given
        Row row = row("{\"at\": \"2026-01-07T09:30:00.123456Z\", \"size\": 1536, \"path\": \"a b/动量\"}");

        // When / Then
        assertThat(row.minute("at")).isEqualTo("2026-01-07 09:30");
        assertThat(row.second("at")).isEqualTo("2026-01-07 09:30:00");
        assertThat(row.bytes("size")).isEqualTo("1.5 KiB");
        assertThat(row.segment("path")).isEqualTo("a%20b%2F%E5%8A%A8%E9%87%8F");
    }

    private static Row row(String json) throws JsonProcessingException {
        return new Row(Json.mapper().readTree(json));
    }
}
