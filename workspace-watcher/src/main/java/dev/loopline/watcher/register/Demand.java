package dev.loopline.watcher.register;

/**
 * A person asked for a new backfill of a loop.
 *
 * @param requestId the request
 * @param overwrite whether existing metadata files are to be written anew
 */
public record Demand(String requestId, boolean overwrite) {}
