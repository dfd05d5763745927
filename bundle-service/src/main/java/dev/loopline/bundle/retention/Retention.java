package dev.loopline.bundle.retention;

import dev.loopline.bundle.retention.Verdict.Fate;
import dev.loopline.bundle.store.BundleStore;
import dev.loopline.bundle.store.IndexEntry;
import dev.loopline.contracts.BundleId;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * Judges the archives of withdrawn loops, and removes those whose time is over. An archive stays while the registry names it, or
 * while another folder shares its file, as AIstock's does where hard links were asked for. Safe for all threads and for several
 * bundlers on one folder: the decision is checked once more under the store's lock.
 */
public final class Retention {

    private static final Logger LOG = Logger.getLogger(Retention.class);

    private final BundleStore store;
    private final References references;
    private final Optional<Duration> period;
    private final Clock clock;

    /** @param period how long the archive of a withdrawn loop is kept; empty: for ever */
    public Retention(BundleStore store, References references, Optional<Duration> period, Clock clock) {
        this.store = store;
        this.references = references;
        this.period = period;
        this.clock = clock;
    }

    public Optional<Duration> period() {
        return period;
    }

    /** All archives of withdrawn loops and what would become of them now. Changes nothing. */
    public List<Verdict> judge() throws IOException {
        Predicate<BundleId> isNamed = period.isPresent() ? references.load() : id -> false;
        List<Verdict> verdicts = new ArrayList<>();
        for (BundleStore.Listed archive : store.list()) {
            BundleId id = archive.id();
            Optional<IndexEntry> entry = store.untouched(archive).filter(IndexEntry::withdrawn);
            if (entry.isPresent()) {
                verdicts.add(judge(id, entry.get(), isNamed));
            }
        }
        return verdicts;
    }

    /** Removes what may go. @return what went */
    public List<Verdict> sweep() throws IOException {
        List<Verdict> gone = new ArrayList<>();
        for (Verdict verdict : judge()) {
            if (verdict.fate() == Fate.GOES && store.remove(verdict.id(), verdict.entry())) {
                gone.add(verdict);
                LOG.infof(
                        "The archive of a withdrawn loop was removed. bundleId=%s bytes=%d withdrawnSince=%s",
                        verdict.id(), verdict.entry().bundle().sizeBytes(), verdict.withdrawnSince());
            }
        }
        return gone;
    }

    private Verdict judge(BundleId id, IndexEntry entry, Predicate<BundleId> isNamed) throws IOException {
        Instant since = store.withdrawnSince(id, entry);
        if (period.isEmpty()) {
            return new Verdict(id, entry, since, Fate.KEPT, "no retention is set");
        }
        if (isNamed.test(id)) {
            return new Verdict(id, entry, since, Fate.REFERRED_TO, "RD-Agent's registry names it");
        }
        if (store.isShared(id)) {
            return new Verdict(
                    id, entry, since, Fate.REFERRED_TO, "another folder, such as AIstock's, shares the file");
        }
        Instant end = since.plus(period.get());
        return end.isAfter(clock.instant())
                ? new Verdict(id, entry, since, Fate.WAITS, "it is kept until " + end)
                : new Verdict(id, entry, since, Fate.GOES, "it was to be kept until " + end);
    }
}
