package dev.loopline.cli.status;

import dev.loopline.cli.text.Texts;

/**
 * How many loops have come how far, each counted at its newest revision.
 *
 * @param registered finished loops that the watcher registered
 * @param backfilled of these, with metadata
 * @param withResult of these, with a result, so that they go on
 * @param bundled of these, with a bundle
 * @param imported loops in AIstock
 * @param failed loops that a service gave up: their events are dead letters
 * @param open loops of which more is to come: not in AIstock, not failed, and not known to be without result
 */
public record StageCounts(
        long registered, long backfilled, long withResult, long bundled, long imported, long failed, long open) {

    /** Before anything was registered. */
    public static final StageCounts NONE = new StageCounts(0, 0, 0, 0, 0, 0, 0);

    /** Whether nothing is under way. */
    public boolean isSettled() {
        return open == 0;
    }

    /** One line for people. */
    public String line() {
        return Texts.text("stages.line", registered, backfilled, withResult, bundled, imported)
                + (failed > 0 ? Texts.text("stages.failed", failed) : "");
    }
}
