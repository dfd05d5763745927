package dev.loopline.importer.bundle;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * How long rows wait for a source of bundles that does not answer: once it has been silent for this long, loops are imported
 * without their bundles until it answers again. Safe for all threads.
 */
final class SourcePatience {

    private final Duration patience;
    private final Clock clock;
    private final AtomicReference<@Nullable Instant> silentSince = new AtomicReference<>();

    SourcePatience(Duration patience, Clock clock) {
        this.patience = patience;
        this.clock = clock;
    }

    void answered() {
        silentSince.set(null);
    }

    /** @return whether it is worth waiting a little longer */
    boolean isWorthWaiting() {
        Instant now = clock.instant();
        Instant since = silentSince.updateAndGet(known -> known == null ? now : known);
        return since == null || now.isBefore(since.plus(patience));
    }
}
