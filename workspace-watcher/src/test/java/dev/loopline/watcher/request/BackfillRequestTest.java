package dev.loopline.watcher.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.kit.http.ProblemException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BackfillRequestTest {

    @Test
    void wantsToBeToldWhichLoops() {
        refused(request(null, null, null, null, null, false), "say which loops");
        refused(request("backfill", null, 3, null, null, true), "goes with a task_run_id");
        refused(request("backfill", "t", null, null, null, true), "not both");
        refused(request("check", "t", null, null, null, false), "mode is");
        refused(request(null, "a/b", null, null, null, false), "task run id");
        refused(request(null, "t", null, "7.1.2026", null, false), "YYYY-MM-DD");
        refused(request(null, "t", null, "2026-02-01", "2026-01-01", false), "before start_date");
        assertThatCode(() -> request("materialize-pending", null, null, null, null, false)
                        .check())
                .doesNotThrowAnyException();
    }

    @Test
    void countsBothDays() {
        // Given
        BackfillRequest request = request(null, "t", null, "2026-01-01", "2026-01-02", false);

        // When / Then
        assertThat(request.covers(Instant.parse("2026-01-01T00:00:00Z"))).isTrue();
        assertThat(request.covers(Instant.parse("2026-01-02T23:59:59Z"))).isTrue();
        assertThat(request.covers(Instant.parse("2026-01-03T00:00:00Z"))).isFalse();
    }

    private static void refused(BackfillRequest request, String sentence) {
        assertThatThrownBy(request::check).isInstanceOf(ProblemException.class).hasMessageContaining(sentence);
    }

    private static BackfillRequest request(
            @Nullable String mode,
            @Nullable String task,
            @Nullable Integer loop,
            @Nullable String start,
            @Nullable String end,
            boolean all) {
        return new BackfillRequest(null, mode, task, loop, start, end, all, false, false, false);
    }
}
