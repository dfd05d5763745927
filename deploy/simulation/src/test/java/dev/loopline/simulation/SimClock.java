package dev.loopline.simulation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** The time of the world: one monotonic clock, and wall clocks that differ by service and may be set. For one thread. */
final class SimClock {

    static final Instant BEGIN = Instant.parse("2026-03-01T08:00:00Z");

    private final Map<String, Duration> skews = new HashMap<>();
    private Duration passed = Duration.ZERO;

    void pass(Duration time) {
        passed = passed.plus(time);
    }

    /** Sets the wall clock of a service, forth or back. */
    void set(String service, Duration skew) {
        skews.put(service, skew);
    }

    Instant now(String service) {
        return BEGIN.plus(passed).plus(skews.getOrDefault(service, Duration.ZERO));
    }

    LongSupplier nanos() {
        return () -> passed.toNanos();
    }

    Clock of(String service) {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now(service);
            }
        };
    }
}
