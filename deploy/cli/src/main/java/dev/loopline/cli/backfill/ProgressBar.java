package dev.loopline.cli.backfill;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.progress.Bar;
import dev.loopline.cli.text.Texts;
import java.time.Duration;

/** Draws how far a request is, in one line. Pure. */
final class ProgressBar {

    private ProgressBar() {}

    /**
     * @param progress the answer of {@code GET /api/backfills/{id}}
     * @param before how many loops were through when the command began to look
     * @param since when that was
     */
    static String line(JsonNode progress, long before, Duration since) {
        long total = progress.path("total").asLong();
        long through = through(progress);
        return Bar.line(through, total, Texts.text("bar.loops"))
                + rest(total - through, through - before, since)
                + Texts.text(
                        "backfill.progress",
                        progress.path("backfilled").asLong(),
                        progress.path("bundled").asLong(),
                        progress.path("imported").asLong(),
                        progress.path("without_result").asLong(),
                        progress.path("failed").asLong());
    }

    /** Loops of which nothing more is to come. */
    static long through(JsonNode progress) {
        return progress.path("imported").asLong()
                + progress.path("without_result").asLong()
                + progress.path("failed").asLong();
    }

    private static String rest(long left, long gone, Duration since) {
        double seconds = since.toMillis() / 1000.0;
        return seconds < 1 ? "" : Bar.rest(left, gone / seconds);
    }
}
