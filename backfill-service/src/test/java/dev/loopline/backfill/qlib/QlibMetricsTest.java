package dev.loopline.backfill.qlib;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.backfill.note.Notes;
import dev.loopline.contracts.event.Note;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QlibMetricsTest {

    private final Notes notes = new Notes();

    @Test
    void readsRowsInAnyOrderWithZeroAsZero() {
        // When
        QlibMetrics metrics = QlibMetrics.parse(
                        ",0\r\nIC,0.0\r\n\"a, \"\"b\"\"\",-1.5e-3\r\n1day.ffr,1\r\n", "csv", notes)
                .orElseThrow();

        // Then
        assertThat(metrics.rows().toString()).isEqualTo("{\"IC\":0.0,\"a, \\\"b\\\"\":-0.0015,\"1day.ffr\":1.0}");
        assertThat(metrics.hasNumber()).isTrue();
        assertThat(notes.list()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nan", "NaN", "inf", "-Infinity", "1e999"})
    void takesWhatIsNotFiniteForMissing(String value) {
        // When
        QlibMetrics metrics =
                QlibMetrics.parse(",0\nIC," + value + "\n", "csv", notes).orElseThrow();

        // Then
        assertThat(metrics.rows().path("IC").isNull()).isTrue();
        assertThat(notes.list()).extracting(Note::code).containsExactly("VALUE_NOT_FINITE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fast", "1.0f", "12d", "0x1p3"})
    void keepsTextAsText(String value) {
        // When
        QlibMetrics metrics = QlibMetrics.parse("IC," + value, "csv", notes).orElseThrow();

        // Then
        assertThat(metrics.rows().path("IC").asText()).isEqualTo(value);
    }

    @Test
    void notesRowsThatAreNone() {
        // When
        QlibMetrics metrics = QlibMetrics.parse(",0\nIC,1\nIC,2\nx\n,3\na,b,c\n\"open,", "csv", notes)
                .orElseThrow();

        // Then
        assertThat(metrics.rows().path("IC").asInt()).isEqualTo(1);
        assertThat(metrics.rows()).hasSize(1);
        assertThat(notes.list()).hasSize(5).extracting(Note::code).containsOnly("CSV_ROW_SKIPPED");
    }

    @Test
    void findsNothingInAnEmptyFile() {
        // When
        var metrics = QlibMetrics.parse("\n", "csv", notes);

        // Then
        assertThat(metrics).isEmpty();
        assertThat(notes.list()).extracting(Note::code).containsExactly("CSV_UNREADABLE");
    }
}
