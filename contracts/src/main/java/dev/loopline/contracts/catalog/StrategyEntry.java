package dev.loopline.contracts.catalog;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A strategy of the strategy catalog; one per loop that has one.
 *
 * @param strategyId {@code strategy_<task_run_id>_<loop_id>}
 * @param configFingerprint SHA-256 over the configuration blocks: equal strategies of different loops have the same
 * @param scenario as in {@link LoopEntry}
 * @param stepName as in {@link LoopEntry}
 * @param action as in {@link LoopEntry}
 * @param taskRunId the loop's task run
 * @param loopId the loop's number
 * @param workspaceId the workspace
 * @param workspacePath as recorded
 * @param assetBundleId the bundle
 * @param workspaceExample the same links once more, where AIstock's pages look for them
 * @param templateFiles YAML files of the workspace
 * @param dataConfig {@code data_handler_config}
 * @param datasetConfig {@code task.dataset}
 * @param modelConfig {@code task.model}
 * @param portfolioConfig how the portfolio is built: signal, weights, rebalancing, risk
 * @param strategyConfig the strategy as configured for the backtest, unchanged
 * @param backtestConfig {@code port_analysis_config.backtest}
 * @param featureList columns used
 * @param market the universe where it is one name
 * @param instruments the universe
 * @param freq {@code 1d}
 * @param pythonImplementation the function that returns the configuration
 * @param templateHash the id that RD-Agent's own exporter gave strategies with this step, action and these names of template
 *     files, 32 hexadecimal digits; null in events from before this was written
 */
public record StrategyEntry(
        String strategyId,
        String configFingerprint,
        @Nullable String scenario,
        @Nullable String stepName,
        @Nullable String action,
        String taskRunId,
        int loopId,
        String workspaceId,
        String workspacePath,
        String assetBundleId,
        WorkspaceExample workspaceExample,
        List<String> templateFiles,
        @Nullable JsonNode dataConfig,
        @Nullable JsonNode datasetConfig,
        @Nullable JsonNode modelConfig,
        JsonNode portfolioConfig,
        @Nullable JsonNode strategyConfig,
        @Nullable JsonNode backtestConfig,
        List<String> featureList,
        @Nullable String market,
        @Nullable JsonNode instruments,
        String freq,
        PythonImplementation pythonImplementation,
        @Nullable String templateHash) {

    public StrategyEntry {
        templateFiles = List.copyOf(templateFiles);
        featureList = List.copyOf(featureList);
    }

    /** The loop that shows the strategy. */
    public record WorkspaceExample(String taskRunId, int loopId, String workspaceId, String workspacePath) {}

    /**
     * Both are empty where no library has such a function.
     *
     * @param module {@code rd_strategies_lib.generated}
     * @param func {@code get_<strategy_id>_config}
     */
    public record PythonImplementation(String module, String func) {

        public static final PythonImplementation NONE = new PythonImplementation("", "");

        /** Whether it names a function. */
        @JsonIgnore
        public boolean isNamed() {
            return !func.isEmpty();
        }
    }
}
