package dev.loopline.importer.read;

import jakarta.ws.rs.QueryParam;
import org.jspecify.annotations.Nullable;

/** Which models are wanted. */
public record ModelFilter(
        @QueryParam("q") @Nullable String text,
        @QueryParam("task_run_id") @Nullable String taskRunId,
        @QueryParam("loop_id") @Nullable String loopId,
        @QueryParam("workspace_id") @Nullable String workspaceId,
        @QueryParam("model_type") @Nullable String modelType,
        @QueryParam("node_id") @Nullable String nodeId) {

    public Where where() {
        return Where.ALL
                .search("t.model_id, t.display_name, t.model_type", text)
                .equal("t.task_run_id", taskRunId)
                .number("loop_id", loopId)
                .equal("t.workspace_id", workspaceId)
                .equal("t.model_type", modelType)
                .equal("t.node_id", nodeId);
    }
}
