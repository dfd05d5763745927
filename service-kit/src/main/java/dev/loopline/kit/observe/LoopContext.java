package dev.loopline.kit.observe;

import dev.loopline.contracts.LoopKey;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/**
 * Log lines of the calling thread are about this loop until it is closed: they get the fields {@code loop} and {@code revision} where
 * logs are JSON. Contexts may be nested.
 */
public final class LoopContext {

    private static final String LOOP = "loop";
    private static final String REVISION = "revision";

    private final @Nullable Object loopBefore = MDC.get(LOOP);
    private final @Nullable Object revisionBefore = MDC.get(REVISION);

    private LoopContext(LoopKey key, long revision) {
        MDC.put(LOOP, key.toString());
        MDC.put(REVISION, Long.toString(revision));
    }

    static LoopContext open(LoopKey key, long revision) {
        return new LoopContext(key, revision);
    }

    /** What the action logs is about this loop. */
    public static void run(LoopKey key, long revision, Runnable action) {
        LoopContext context = open(key, revision);
        try {
            action.run();
        } finally {
            context.close();
        }
    }

    void close() {
        restore(LOOP, loopBefore);
        restore(REVISION, revisionBefore);
    }

    private static void restore(String field, @Nullable Object before) {
        if (before == null) {
            MDC.remove(field);
        } else {
            MDC.put(field, before);
        }
    }
}
