package dev.loopline.backfill.stage;

import dev.loopline.contracts.event.LoopBackfilled;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;

/** Counts what became of loops since the start. Safe for all threads. */
@Singleton
class BackfillCounters {

    private final Counter withResult;
    private final Counter withoutResult;
    private final Counter withdrawn;
    private final Counter notes;

    BackfillCounters(MeterRegistry metrics) {
        this.withResult = metrics.counter("loopline.backfill.loops", "has_result", "true");
        this.withoutResult = metrics.counter("loopline.backfill.loops", "has_result", "false");
        this.withdrawn = metrics.counter("loopline.backfill.withdrawn");
        this.notes = metrics.counter("loopline.backfill.notes");
    }

    void backfilled(LoopBackfilled event) {
        (event.hasResult() ? withResult : withoutResult).increment();
        notes.increment(event.notes().size());
    }

    void withdrawn() {
        withdrawn.increment();
    }

    long withResult() {
        return (long) withResult.count();
    }

    long withoutResult() {
        return (long) withoutResult.count();
    }

    long withdrawals() {
        return (long) withdrawn.count();
    }

    long notes() {
        return (long) notes.count();
    }
}
