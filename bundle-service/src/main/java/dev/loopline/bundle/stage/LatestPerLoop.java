package dev.loopline.bundle.stage;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.Tombstone;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.kit.consume.Delivery;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Of several facts about one loop in a batch only the newest counts. Pure. */
final class LatestPerLoop {

    private LatestPerLoop() {}

    /** The newest delivery of each loop; of equal revisions the later one. A tombstone without revision is newest where it stands. */
    static List<Delivery<LoopBackfilled>> of(List<Delivery<LoopBackfilled>> batch) {
        Map<LoopKey, Delivery<LoopBackfilled>> newest = new LinkedHashMap<>();
        for (Delivery<LoopBackfilled> delivery : batch) {
            newest.merge(
                    delivery.key(),
                    delivery,
                    (before, now) -> revision(now) == 0 || revision(now) >= revision(before) ? now : before);
        }
        return List.copyOf(newest.values());
    }

    static long revision(Delivery<LoopBackfilled> delivery) {
        return delivery.match(LoopBackfilled::revision, Tombstone::revision);
    }
}
