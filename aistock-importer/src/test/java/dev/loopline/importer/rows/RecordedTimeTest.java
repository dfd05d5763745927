package dev.loopline.importer.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class RecordedTimeTest {

    @Test
    void readsTheFormsThatToolsWrite() {
        assertThat(RecordedTime.parse("2026-01-07T09:30:00.123456+00:00"))
                .contains(Instant.parse("2026-01-07T09:30:00.123456Z"));
        assertThat(RecordedTime.parse("2026-01-07 09:30:00")).contains(Instant.parse("2026-01-07T09:30:00Z"));
        assertThat(RecordedTime.parse("2026-01-07")).contains(Instant.parse("2026-01-07T00:00:00Z"));
    }

    @Test
    void takesNothingElseForATime() {
        assertThat(RecordedTime.parse("yesterday")).isEmpty();
        assertThat(RecordedTime.parse("")).isEmpty();
        assertThat(RecordedTime.parse(null)).isEmpty();
        assertThat(RecordedTime.parse("+999999999-01-01T00:00:00Z")).isEmpty();
    }
}
