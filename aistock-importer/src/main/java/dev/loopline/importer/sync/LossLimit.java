package dev.loopline.importer.sync;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.Tombstone;
import java.util.List;

/**
 * How many loops a full sync takes out because the catalogs do not list them. A withdrawal comes as an event; that an event was missed
 * concerns few loops. Many mean that the catalogs are new, or were filled from a topic that is new or was cut. Pure.
 */
final class LossLimit {

    /** So many go whatever their share is. */
    private static final int FLOOR = 3;
    /** Not more than these go. */
    private static final int CEILING = 20;
    /** Between the two, at most one of so many loops: 5 %. */
    private static final int ONE_OF = 20;

    private static final int SHOWN = 10;

    private LossLimit() {}

    /**
     * @param missing loops of AIstock that the catalogs do not list
     * @param listed loops that they list
     */
    static boolean isExceeded(int missing, int listed) {
        return missing > FLOOR && (missing > CEILING || (long) missing * ONE_OF > (long) missing + listed);
    }

    /** What was not done, and what to do. */
    static String refusal(List<Tombstone> kept) {
        return "the catalogs do not list " + kept.size() + " loops that AIstock has ("
                + LoopKey.line(kept.stream().map(Tombstone::key).toList(), SHOWN)
                + "); they were left there, all else was compared. If they are to go, ask again with accept_loss=true";
    }
}
