package dev.loopline.watcher.watch;

import dev.loopline.contracts.LoopKey;
import dev.loopline.watcher.discovery.Candidate;
import dev.loopline.watcher.register.LoopBook;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Every loop of the home as it was seen last, and which of them are registered. A scan of a large home takes a while, and so
 * does judging what it found: a loop that was seen after a commit meanwhile stays as that newer look saw it. For one thread.
 */
final class HomeLoops {

    /** Of more loops that may end soon the oldest are forgotten; the next scan finds them. */
    private static final int MOST_OPEN = 200;

    private final LoopBook book;
    private final Map<LoopKey, Candidate> seen = new HashMap<>();
    private final Map<LoopKey, Candidate> sinceScanBegan = new HashMap<>();
    private final Set<LoopKey> recentlyOpen = new LinkedHashSet<>();
    private boolean complete;
    private List<LoopKey> scanned = List.of();
    private Map<Boolean, List<LoopKey>> byRegistered = Map.of();
    private long bookChanges = -1;
    private int lastCompared = -1;

    HomeLoops(LoopBook book) {
        this.book = book;
    }

    /** A scan begins: what is seen after a commit from now on is newer than what it will find. */
    void scanBegins() {
        sinceScanBegan.clear();
    }

    /** What the scan found is all that is there, but for what was recorded since it began. */
    void scanned(Map<LoopKey, Candidate> found) {
        complete = true;
        seen.clear();
        seen.putAll(found);
        sinceScanBegan.forEach(
                (key, newer) -> seen.merge(key, newer, (older, latest) -> latest.withSession(older.session())));
        scanned = seen.keySet().stream().sorted().toList();
        bookChanges = -1;
    }

    /** What was found after a commit. */
    void afterCommit(Map<LoopKey, Candidate> recent) {
        seen.putAll(recent);
        sinceScanBegan.putAll(recent);
    }

    /** Whether a loop that is not here is not in the home: not before the first scan is through. */
    boolean isComplete() {
        return complete;
    }

    Optional<Candidate> find(LoopKey key) {
        return Optional.ofNullable(seen.get(key));
    }

    Set<LoopKey> keys() {
        return Set.copyOf(seen.keySet());
    }

    /** All loops of the last scan, by their keys. */
    List<LoopKey> all() {
        return scanned;
    }

    /** Those of the last scan that are not registered. */
    List<LoopKey> unregistered() {
        return byRegistered().getOrDefault(false, List.of());
    }

    /** Those of the last scan that are registered. */
    List<LoopKey> registered() {
        return byRegistered().getOrDefault(true, List.of());
    }

    /** The registered loop whose files are to be compared next: each in its turn. */
    LoopKey nextToCompare() {
        List<LoopKey> registered = registered();
        lastCompared = (lastCompared + 1) % registered.size();
        return registered.get(lastCompared);
    }

    /** Computed again only if a loop of the book changed meanwhile: in a large home it takes some milliseconds. */
    private Map<Boolean, List<LoopKey>> byRegistered() {
        long now = book.changes();
        if (now != bookChanges) {
            byRegistered = scanned.stream().collect(Collectors.partitioningBy(this::isRegistered));
            bookChanges = now;
        }
        return byRegistered;
    }

    private boolean isRegistered(LoopKey key) {
        return book.find(key)
                .filter(loop -> loop.isRegistered() && !loop.isToBeAnnounced())
                .isPresent();
    }

    /** Loops that may end soon: their rows are read at every commit, whatever time stamp RD-Agent gives them. */
    Set<LoopKey> recentlyOpen() {
        return Set.copyOf(recentlyOpen);
    }

    /**
     * @param judged loops that were just judged
     * @param open those that are not registered yet
     */
    void judged(Collection<LoopKey> judged, Set<LoopKey> open) {
        for (LoopKey key : judged) {
            if (!open.contains(key)) {
                recentlyOpen.remove(key);
            } else if (find(key).filter(loop -> loop.row() != null).isPresent()) {
                recentlyOpen.add(key);
            }
        }
        var oldest = recentlyOpen.iterator();
        for (int surplus = recentlyOpen.size() - MOST_OPEN; surplus > 0; surplus--) {
            oldest.next();
            oldest.remove();
        }
    }
}
