package dev.loopline.watcher.register;

import dev.loopline.contracts.LoopKey;
import java.time.Duration;

/** What is to be done about a loop now. */
public sealed interface Verdict {

    /** The loop. */
    LoopKey key();

    /** RD-Agent is at work on it, or left it half done. */
    record Running(LoopKey key, String reason) implements Verdict {}

    /** It cannot be registered as things are. */
    record Stuck(LoopKey key, String reason) implements Verdict {}

    /** It looks finished, but its files have not stood still long enough. */
    record Settling(LoopKey key, Duration left) implements Verdict {}

    /** It is registered and nothing changed. */
    record Unchanged(LoopKey key) implements Verdict {}

    /** It is to be registered. */
    record Ready(Finding finding) implements Verdict {
        @Override
        public LoopKey key() {
            return finding.candidate().key();
        }
    }
}
