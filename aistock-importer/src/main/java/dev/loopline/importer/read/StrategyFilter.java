package dev.loopline.importer.read;

import jakarta.ws.rs.QueryParam;
import org.jspecify.annotations.Nullable;

/** Which strategies are wanted. */
public record StrategyFilter(
        @QueryParam("q") @Nullable String text,
        @QueryParam("task_run_id") @Nullable String taskRunId,
        @QueryParam("step_name") @Nullable String stepName,
        @QueryParam("action") @Nullable String action,
        @QueryParam("node_id") @Nullable String nodeId) {

    public Where where() {
        return Where.ALL
                .search("t.strategy_id, t.display_name, t.description", text)
                .equal("t.task_run_id", taskRunId)
                .equal("t.step_name", stepName)
                .equal("t.action", action)
                .equal("t.node_id", nodeId);
    }
}
