package dev.loopline.cli.status;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.http.ServiceCalls;
import dev.loopline.cli.text.Texts;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

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

    /** Asks a watcher whose registry lies elsewhere; empty if it does not answer, or cannot read the registry itself. */
    static Optional<StageCounts> ask(String watcherUrl) {
        try {
            JsonNode status = new ServiceCalls(Duration.ofSeconds(5)).get(watcherUrl + "/api/status");
            JsonNode ledger = status.path("ledger");
            if (!ledger.isObject()) {
                return Optional.empty();
            }
            long imported = ledger.path("imported").asLong();
            long bundled = imported + status.path("stages").path("bundled").asLong();
            long withoutResult = ledger.path("rejected").asLong();
            long backfilled = bundled + status.path("stages").path("backfilled").asLong();
            return Optional.of(new StageCounts(
                    ledger.path("registered").asLong(),
                    backfilled,
                    backfilled - withoutResult,
                    bundled,
                    imported,
                    ledger.path("dead_letters").asLong(),
                    ledger.path("in_flight").asLong()));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

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
