package dev.loopline.bench;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.event.BundleCreated;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Copies of events, each of a loop of its own. An event is encoded once and then only cut and joined, because to make a
 * hundred thousand events through Jackson takes longer than all that is measured. Deterministic. Not safe for several threads.
 */
final class LoopCopies {

    private static final double SPREAD = 0.2;

    private final List<EventTemplate> originals;
    private final Random random = new Random(42);
    private int made;

    /** The record of a copy. */
    record Copy(LoopKey key, Map<String, String> headers, byte[] body) {}

    LoopCopies(List<BundleCreated> originals) {
        this.originals = originals.stream().map(EventTemplate::new).toList();
    }

    /** The next one: another task run, other figures, and other expressions where RD-Agent made the factor itself. */
    Copy next() {
        EventTemplate original = originals.get(made % originals.size());
        String suffix = "_c" + made;
        made++;
        return original.copy(suffix, SPREAD * random.nextGaussian());
    }
}
