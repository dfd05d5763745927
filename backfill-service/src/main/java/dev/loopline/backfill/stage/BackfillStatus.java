package dev.loopline.backfill.stage;

/**
 * What the service has done since it started.
 *
 * @param service its name
 * @param loopsBackfilled events published; a loop that came twice counts twice
 * @param loopsWithResult those of them with a result
 * @param loopsWithdrawn withdrawals passed on
 * @param notes notes made in these events
 */
public record BackfillStatus(
        String service, long loopsBackfilled, long loopsWithResult, long loopsWithdrawn, long notes) {}
