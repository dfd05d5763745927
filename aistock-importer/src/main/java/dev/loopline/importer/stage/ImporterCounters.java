package dev.loopline.importer.stage;

import dev.loopline.importer.upsert.ImportOutcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What was done since the start of this process. Safe for all threads. */
@Singleton
public class ImporterCounters {

    private final Counter imported;
    private final Counter withdrawn;
    private final Counter superseded;
    private final Counter rejectedEntries;
    private final AtomicReference<@Nullable Instant> lastImport = new AtomicReference<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    ImporterCounters(MeterRegistry metrics) {
        this.imported = metrics.counter("loopline.loops.imported");
        this.withdrawn = metrics.counter("loopline.loops.withdrawn");
        this.superseded = metrics.counter("loopline.loops.superseded");
        this.rejectedEntries = metrics.counter("loopline.entries.rejected");
    }

    /** The numbers at one moment; a loop that was there already, with equal rows, is not counted as imported. */
    public record Snapshot(
            long importedTotal,
            long withdrawnTotal,
            long supersededTotal,
            long rejectedEntriesTotal,
            @Nullable Instant lastImportedAt) {}

    void imported(List<ImportOutcome> outcomes) {
        for (ImportOutcome one : outcomes) {
            switch (one.status()) {
                case IMPORTED -> {
                    if (one.total().inserted()
                                    + one.total().updated()
                                    + one.total().deleted()
                            > 0) {
                        imported.increment();
                        lastImport.set(one.at());
                    }
                }
                case WITHDRAWN -> withdrawn.increment();
                case SUPERSEDED -> superseded.increment();
            }
            rejectedEntries.increment(one.total().rejected());
        }
        listeners.forEach(Runnable::run);
    }

    /** Is run after each batch, on the thread that imported it; must be quick. */
    void onImport(Runnable quick) {
        listeners.add(quick);
    }

    public Snapshot snapshot() {
        return new Snapshot(
                (long) imported.count(),
                (long) withdrawn.count(),
                (long) superseded.count(),
                (long) rejectedEntries.count(),
                lastImport.get());
    }
}
