package dev.loopline.watcher.settle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.event.CompletionEvidence;
import dev.loopline.watcher.files.FileSet;
import dev.loopline.watcher.files.FileStat;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SettleTest {

    private static final LoopKey LOOP = new LoopKey("t", 0);
    private static final Duration QUIET = Duration.ofSeconds(2);

    @Test
    void waitsTheWholeQuietPeriodAfterEachChange() {
        // Given
        QuietPeriods quiet = new QuietPeriods();

        // When
        Duration first = quiet.observe(LOOP, "a", QUIET, seconds(100));
        Duration same = quiet.observe(LOOP, "a", QUIET, seconds(101));
        Duration changed = quiet.observe(LOOP, "b", QUIET, seconds(102));
        Duration still = quiet.observe(LOOP, "b", QUIET, seconds(104));

        // Then
        assertThat(first).isEqualTo(QUIET);
        assertThat(same).isEqualTo(Duration.ofSeconds(1));
        assertThat(changed).isEqualTo(QUIET);
        assertThat(still).isZero();
    }

    @Test
    void saysWhenTheNextWaitMayBeOver() {
        // Given
        QuietPeriods quiet = new QuietPeriods();
        quiet.observe(LOOP, "a", QUIET, seconds(100));
        quiet.observe(new LoopKey("t", 1), "a", Duration.ofSeconds(30), seconds(100));

        // When / Then
        assertThat(quiet.nextDue(seconds(101))).contains(Duration.ofSeconds(1));
        assertThat(quiet.due(seconds(101))).isEmpty();
        assertThat(quiet.due(seconds(102))).containsExactly(LOOP);
        quiet.forget(LOOP);
        assertThat(quiet.nextDue(seconds(102))).contains(Duration.ofSeconds(28));
    }

    @Test
    void prefersTheFeedbackToTheResults() {
        assertThat(evidence("model", "qlib_res.csv", "ret.pkl", "feedback.json"))
                .isEqualTo(CompletionEvidence.FEEDBACK_FILE);
        assertThat(evidence("model", "qlib_res.csv", "ret.pkl")).isEqualTo(CompletionEvidence.RESULT_FILES);
        assertThat(evidence("factor", "qlib_res.csv", "combined_factors_df.parquet"))
                .isEqualTo(CompletionEvidence.RESULT_FILES);
    }

    @Test
    void doesNotTakeHalfAResultForOne() {
        assertThat(evidence("factor", "combined_factors_df.parquet")).isNull();
        assertThat(evidence("factor", "qlib_res.csv", "ret.pkl")).isNull();
        assertThat(evidence("model", "qlib_res.csv", "combined_factors_df.parquet"))
                .isNull();
        assertThat(evidence(null, "qlib_res.csv")).isNull();
        assertThat(evidence(null, "sub/feedback.json")).isNull();
    }

    private static @Nullable CompletionEvidence evidence(@Nullable String action, String... names) {
        FileSet files = new FileSet(Arrays.stream(names)
                .map(name -> new FileStat("w", name, 1, Instant.EPOCH, Path.of(name)))
                .toList());
        return FileEvidence.in(files, "w", action).map(FileEvidence::evidence).orElse(null);
    }

    private static long seconds(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
