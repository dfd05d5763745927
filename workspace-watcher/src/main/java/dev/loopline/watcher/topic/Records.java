package dev.loopline.watcher.topic;

import dev.loopline.contracts.LoopKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What records of the topic say, from its older records to its newer ones. For one thread.
 *
 * @param own the loops of this home, and those that name no home
 * @param others the loops of other homes, each with the id of its home; empty if it was withdrawn
 */
record Records(Map<LoopKey, Announced> own, Map<LoopKey, Optional<String>> others) {

    Records() {
        this(new HashMap<>(), new HashMap<>());
    }
}
