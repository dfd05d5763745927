package dev.loopline.contracts;

/** The ids of catalog rows. They depend on the loop alone, so a loop that is read again keeps its rows. */
public final class CatalogIds {

    private CatalogIds() {}

    /** {@code strategy_<task_run_id>_<loop_id>}, the form of the initialisation guide. */
    public static String strategyId(LoopKey loop) {
        return "strategy_" + loop.taskRunId() + "_" + loop.loopId();
    }

    /** {@code <task_run_id>_<loop_id>_<workspace_id>}: stable when the configuration is read anew. */
    public static String modelId(LoopKey loop, String workspaceId) {
        return loop.taskRunId() + "_" + loop.loopId() + "_" + workspaceId;
    }
}
