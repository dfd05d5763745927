package dev.loopline.watcher.watch;

import dev.loopline.contracts.LoopKey;
import dev.loopline.watcher.discovery.Candidate;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Every loop as it was seen last. A scan of a large home takes a while, and so does judging what it found: a loop at which
 * somebody looked meanwhile, after a commit, stays as that newer look saw it. For one thread.
 */
final class SeenLoops {

    private final Map<LoopKey, Candidate> seen = new HashMap<>();
    private final Map<LoopKey, Candidate> sinceScanBegan = new HashMap<>();
    private boolean complete;

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
                (key, newer) -> seen.merge(key, newer, (scanned, latest) -> latest.withSession(scanned.session())));
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
}
