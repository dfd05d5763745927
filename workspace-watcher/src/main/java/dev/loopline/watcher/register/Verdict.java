package dev.loopline.watcher.register;

import dev.loopline.contracts.LoopKey;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is to be done about a loop now. */
public sealed interface Verdict {

    /** The loop. */
    LoopKey key();

    /** Why it is not registered at what it is now; null if it is, or is to be. */
    default @Nullable String reason() {
        return null;
    }

    /** RD-Agent is at work on it, or left it half done. */
    record Running(LoopKey key, String reason) implements Verdict {}

    /** It cannot be registered as things are. */
    record Stuck(LoopKey key, String reason) implements Verdict {}

    /** It looks finished, but its files have not stood still long enough. */
    record Settling(LoopKey key, Duration left) implements Verdict {
        @Override
        public String reason() {
            return "its files have not stood unchanged long enough";
        }
    }

    /** It is registered and nothing changed. */
    record Unchanged(LoopKey key) implements Verdict {}

    /** It is over, has no result, and no workspace of it is here: there is nothing to register. */
    record Ended(LoopKey key, String reason) implements Verdict {}

    /**
     * It is registered, and files that it was registered with are gone. Nothing else changed, or what is left could only make
     * it poorer: what was carried stays.
     *
     * @param vanished what is gone: files as {@code <workspace>/<path>}, or folders
     */
    record SourceRemoved(LoopKey key, List<String> vanished) implements Verdict {
        private static final int MOST_NAMED = 5;

        public SourceRemoved {
            vanished = List.copyOf(vanished);
        }

        @Override
        public String reason() {
            String named = String.join(", ", vanished.subList(0, Math.min(MOST_NAMED, vanished.size())));
            String more = vanished.size() > MOST_NAMED ? " and " + (vanished.size() - MOST_NAMED) + " more" : "";
            return "SOURCE_REMOVED: gone since it was carried: " + named + more
                    + "; nothing was taken away from what was carried";
        }
    }

    /** It is to be registered. */
    record Ready(Finding finding) implements Verdict {
        @Override
        public LoopKey key() {
            return finding.candidate().key();
        }
    }
}
