package dev.loopline.catalog.rebuild;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for; kept on disk until it is done.
 *
 * @param id names it
 * @param scope which loops
 * @param dryRun whether only the difference is wanted
 * @param acceptLoss whether loops may go that the topic does not know; null in a request of an older version: no
 * @param generation name of the file that is filled
 * @param requestedAt when it was asked for
 */
record RebuildRequest(
        String id,
        RebuildScope scope,
        boolean dryRun,
        @Nullable Boolean acceptLoss,
        String generation,
        Instant requestedAt) {

    boolean acceptsLoss() {
        return Boolean.TRUE.equals(acceptLoss);
    }
}
