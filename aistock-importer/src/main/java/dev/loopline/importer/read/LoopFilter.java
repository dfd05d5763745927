package dev.loopline.importer.read;

import jakarta.ws.rs.QueryParam;
import org.jspecify.annotations.Nullable;

/** Which loops are wanted. */
public record LoopFilter(
        @QueryParam("q") @Nullable String text,
        @QueryParam("task_run_id") @Nullable String taskRunId,
        @QueryParam("strategy_id") @Nullable String strategyId,
        @QueryParam("status") @Nullable String status,
        @QueryParam("step_name") @Nullable String stepName,
        @QueryParam("action") @Nullable String action,
        @QueryParam("decision") @Nullable String decision,
        @QueryParam("factor") @Nullable String factor,
        @QueryParam("home") @Nullable String home) {

    public Where where() {
        return Where.ALL
                .search("t.task_run_id, t.display_name, t.hypothesis", text)
                .equal("t.task_run_id", taskRunId)
                .equal("t.strategy_id", strategyId)
                .equal("t.status", status)
                .equal("t.step_name", stepName)
                .equal("t.action", action)
                .equal("t.decision", decision)
                .given("t.factor_names @> jsonb_build_array(?::text)", factor)
                .given(
                        "(t.task_run_id, t.loop_id) IN (SELECT task_run_id, loop_id FROM public.loopline_import WHERE home = ?)",
                        home);
    }
}
