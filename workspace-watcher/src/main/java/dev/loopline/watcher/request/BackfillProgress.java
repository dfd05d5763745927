package dev.loopline.watcher.request;

/**
 * How far a request has come, in loops. Each later stage is included in the earlier ones.
 *
 * @param requestId the request
 * @param createdAtUtc when it was made
 * @param total loops of the request
 * @param waiting not yet given a new revision
 * @param registered given a new revision
 * @param backfilled metadata complete at that revision or a later one
 * @param bundled bundle there
 * @param imported in AIstock
 * @param withoutResult through, but without a result: neither bundled nor imported
 * @param failed given up: no new revision could be given, it was withdrawn, or a service made it a dead letter; {@code GET
 *     /api/backfills/{id}/loops} has the reasons
 * @param skipped named by the request and not meant by it; not part of the total
 * @param done whether nothing more is to come
 */
public record BackfillProgress(
        String requestId,
        String createdAtUtc,
        long total,
        long waiting,
        long registered,
        long backfilled,
        long bundled,
        long imported,
        long withoutResult,
        long failed,
        long skipped,
        boolean done) {}
