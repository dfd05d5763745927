package dev.loopline.watcher.register;

import org.jspecify.annotations.Nullable;

/**
 * A new revision of a loop is wanted although its content may be the same.
 *
 * @param requestId the request of a person; null if the watcher itself tries again what a service gave up
 * @param overwrite whether existing metadata files are to be written anew
 */
public record Demand(@Nullable String requestId, boolean overwrite) {

    /** Another attempt at what a service gave up. */
    public static final Demand AGAIN = new Demand(null, false);
}
