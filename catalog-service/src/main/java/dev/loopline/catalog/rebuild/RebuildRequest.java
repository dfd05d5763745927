package dev.loopline.catalog.rebuild;

import java.time.Instant;

/**
 * What was asked for; kept on disk until it is done.
 *
 * @param id names it
 * @param scope which loops
 * @param dryRun whether only the difference is wanted
 * @param generation name of the file that is filled
 * @param requestedAt when it was asked for
 */
record RebuildRequest(String id, RebuildScope scope, boolean dryRun, String generation, Instant requestedAt) {}
