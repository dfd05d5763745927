package dev.loopline.bench;

import java.time.Duration;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** Durations and their percentiles, to the microsecond. Not safe for several threads. */
final class Distribution {

    private static final long MAX_MICROS = Duration.ofMinutes(30).toNanos() / 1000;
    private static final int DIGITS = 3;

    private final Histogram micros = new Histogram(MAX_MICROS, DIGITS);

    /** A negative duration (two clocks that disagree by a little) counts as zero. */
    void add(Duration duration) {
        micros.recordValue(Math.min(MAX_MICROS, Math.max(0, duration.toNanos() / 1000)));
    }

    long count() {
        return micros.getTotalCount();
    }

    /** In milliseconds. */
    double percentile(double percent) {
        return micros.getValueAtPercentile(percent) / 1000.0;
    }

    /** {@code p50 12.3  p90 15.0  p99 40.1  max 55.0 ms} */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "p50 %8.1f  p90 %8.1f  p99 %8.1f  max %8.1f ms",
                percentile(50),
                percentile(90),
                percentile(99),
                percentile(100));
    }
}
