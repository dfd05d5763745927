package dev.loopline.backfill.stage;

import dev.loopline.backfill.codesync.CodeLibraries;
import dev.loopline.contracts.event.LoopBackfilled;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;

/** Counts what became of loops since the start, and says where their code goes. Safe for all threads. */
@Singleton
class BackfillCounters {

    private final Counter withResult;
    private final Counter withoutResult;
    private final Counter withdrawn;
    private final Counter notes;
    private final CodeLibraries libraries;

    BackfillCounters(MeterRegistry metrics, CodeLibraries libraries) {
        this.libraries = libraries;
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

    StatusResource.Status status() {
        long results = (long) withResult.count();
        return new StatusResource.Status(
                "backfill-service",
                results + (long) withoutResult.count(),
                results,
                (long) withdrawn.count(),
                (long) notes.count(),
                libraries.root(CodeLibraries.FACTORS_ROOT).orElse(null),
                libraries.root(CodeLibraries.STRATEGIES_ROOT).orElse(null));
    }
}
