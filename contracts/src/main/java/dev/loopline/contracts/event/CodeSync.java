package dev.loopline.contracts.event;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What became of the loop's code in the two shared libraries.
 *
 * @param factors {@code rd_factors_lib}
 * @param strategies {@code rd_strategies_lib}
 */
public record CodeSync(Library factors, Library strategies) {

    /**
     * @param state what happened
     * @param reason why, if it was not written
     * @param definitions how many definitions of this loop the library now holds
     */
    public record Library(State state, @Nullable String reason, int definitions) {}

    /** What happened to a library. */
    public enum State {
        @JsonProperty("written")
        WRITTEN,
        @JsonProperty("unchanged")
        UNCHANGED,
        @JsonProperty("skipped")
        SKIPPED,
        @JsonProperty("failed")
        FAILED
    }
}
