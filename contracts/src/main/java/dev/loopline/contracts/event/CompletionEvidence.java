package dev.loopline.contracts.event;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Why a loop was taken to be finished, from the strongest evidence to the weakest. */
public enum CompletionEvidence {
    /** The registry row has a terminal status. */
    @JsonProperty("registry_status")
    REGISTRY_STATUS,
    /** The registry row says that the loop has a result. */
    @JsonProperty("registry_has_result")
    REGISTRY_HAS_RESULT,
    /** RD-Agent's session folder holds the mark that it writes last. */
    @JsonProperty("session_mark")
    SESSION_MARK,
    /** {@code feedback.json} stood unchanged for the quiet period. */
    @JsonProperty("feedback_file")
    FEEDBACK_FILE,
    /** The result files stood unchanged for the quiet period. */
    @JsonProperty("result_files")
    RESULT_FILES
}
