package dev.loopline.contracts.event;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.loopline.contracts.Sha256;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One regular file that belongs to a loop.
 *
 * @param workspaceId the workspace that holds it; null for a file of the task run, such as its logs
 * @param path relative to the workspace, or to the RD-Agent home where there is no workspace; with {@code /}
 * @param sizeBytes size
 * @param sha256 digest of the content
 * @param modifiedAt modification time
 * @param kind what it is
 */
public record LoopFile(
        @Nullable String workspaceId, String path, long sizeBytes, Sha256 sha256, Instant modifiedAt, Kind kind) {

    /** What a file is to the loop. */
    public enum Kind {
        @JsonProperty("metadata")
        METADATA,
        @JsonProperty("config")
        CONFIG,
        @JsonProperty("code")
        CODE,
        @JsonProperty("weight")
        WEIGHT,
        @JsonProperty("metrics")
        METRICS,
        @JsonProperty("report")
        REPORT,
        @JsonProperty("signals")
        SIGNALS,
        @JsonProperty("factor_data")
        FACTOR_DATA,
        @JsonProperty("run")
        RUN,
        @JsonProperty("log")
        LOG,
        @JsonProperty("other")
        OTHER
    }
}
