package dev.loopline.watcher.request;

import dev.loopline.contracts.LoopKey;
import java.util.Map;

/** Knows the loops that were seen and are not registered, or not at their newest content. */
@FunctionalInterface
public interface UnregisteredLoops {

    /** Each with the reason. */
    Map<LoopKey, String> reasons();
}
