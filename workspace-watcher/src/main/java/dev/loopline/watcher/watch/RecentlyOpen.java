package dev.loopline.watcher.watch;

import dev.loopline.contracts.LoopKey;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Loops that may end soon: their rows are read at every commit, whatever time stamp RD-Agent gives them. Of too many the
 * oldest are forgotten; the next scan finds them. For one thread.
 */
final class RecentlyOpen {

    private final Set<LoopKey> keys = new LinkedHashSet<>();
    private final int most;

    /** @param most so many are kept in mind */
    RecentlyOpen(int most) {
        this.most = most;
    }

    /**
     * @param judged loops that were just judged
     * @param open those that are not registered yet
     * @param seen all loops
     */
    void remember(Collection<LoopKey> judged, Set<LoopKey> open, SeenLoops seen) {
        for (LoopKey key : judged) {
            if (!open.contains(key)) {
                keys.remove(key);
            } else if (seen.find(key).filter(loop -> loop.row() != null).isPresent()) {
                keys.add(key);
            }
        }
        var oldest = keys.iterator();
        for (int surplus = keys.size() - most; surplus > 0; surplus--) {
            oldest.next();
            oldest.remove();
        }
    }

    Set<LoopKey> keys() {
        return Set.copyOf(keys);
    }
}
