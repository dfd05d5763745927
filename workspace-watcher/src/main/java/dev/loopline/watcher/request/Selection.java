package dev.loopline.watcher.request;

import dev.loopline.contracts.LoopKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a request means. Pure.
 *
 * @param selected the loops that go through everything once more, in the order of their keys
 * @param skipped the loops that were asked for and do not, each with the reason
 */
record Selection(List<LoopKey> selected, SortedMap<LoopKey, String> skipped) {

    /**
     * @param registered the loops that the request names and that were registered once
     * @param open loops that are not registered, with the reason; also such as the request does not name
     */
    static Selection of(BackfillRequest request, Collection<Selectable> registered, Map<LoopKey, String> open) {
        List<LoopKey> selected = new ArrayList<>();
        SortedMap<LoopKey, String> skipped = new TreeMap<>();
        open.forEach((key, reason) -> {
            if (request.names(key)) {
                skipped.put(key, "it is not registered: " + reason);
            }
        });
        for (Selectable loop : registered) {
            loop.refusal(request).ifPresentOrElse(reason -> skipped.put(loop.key(), reason), () -> {
                skipped.remove(loop.key());
                selected.add(loop.key());
            });
        }
        return new Selection(selected, skipped);
    }

    /** Why this loop was skipped. */
    String reason(LoopKey loop) {
        return skipped.getOrDefault(loop, "");
    }

    boolean isEmpty() {
        return selected.isEmpty() && skipped.isEmpty();
    }
}
