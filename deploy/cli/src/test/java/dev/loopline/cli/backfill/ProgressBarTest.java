package dev.loopline.cli.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.contracts.codec.Json;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressBarTest {

    @Test
    void growsWithTheLoopsThatAreThroughAndTellsHowLongItTakes() {
        // Given: 20 of 80 are through, 10 of them in the last 5 seconds
        JsonNode progress = progress(80, 15, 3, 2);

        // When
        String line = ProgressBar.line(progress, 10, Duration.ofSeconds(5));

        // Then
        assertThat(line)
                .startsWith("[======>                 ] 20/80 loops, 2.0 a second, 30 s left: ")
                .endsWith("in AIstock 15, without result 3, failed 2");
    }

    @Test
    void isFullAtTheEndAndGuessesNothingAtTheBegin() {
        assertThat(ProgressBar.line(progress(5, 5, 0, 0), 0, Duration.ofSeconds(9)))
                .startsWith("[" + "=".repeat(24) + "] 5/5 loops: ");
        assertThat(ProgressBar.line(progress(5, 0, 0, 0), 0, Duration.ZERO)).contains("] 0/5 loops: ");
        assertThat(ProgressBar.line(progress(0, 0, 0, 0), 0, Duration.ZERO)).contains("] 0/0 loops: ");
    }

    private static JsonNode progress(int total, int imported, int withoutResult, int failed) {
        return Json.mapper()
                .createObjectNode()
                .put("total", total)
                .put("imported", imported)
                .put("without_result", withoutResult)
                .put("failed", failed);
    }
}
