package dev.loopline.cli.http;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * How a sync of the importer stands.
 *
 * @param state as the importer names it
 * @param phase what it does
 * @param error why it failed or what was rejected, or empty
 * @param raw the whole answer
 */
public record SyncState(String state, String phase, String error, JsonNode raw) {

    /** Reads the answer of {@code sync-status}. */
    public static SyncState of(JsonNode answer) {
        return new SyncState(
                answer.path("state").asText(""),
                answer.path("phase").asText(""),
                answer.path("last_error").asText(""),
                answer);
    }

    public boolean isRunning() {
        return state.equalsIgnoreCase("running");
    }

    /** Whether it ended, and some entries were rejected. */
    public boolean isPartial() {
        return state.equalsIgnoreCase("partial");
    }

    /** Whether it ended badly. */
    public boolean isFailed() {
        return state.equalsIgnoreCase("failed");
    }
}
