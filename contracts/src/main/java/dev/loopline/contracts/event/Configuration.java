package dev.loopline.contracts.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the loop's YAML configuration says, as far as the catalogs publish it. A block is null where the configuration
 * has none.
 *
 * @param templateFiles paths of all YAML files of the primary workspace, sorted, with {@code /}
 * @param source the file that the blocks come from
 * @param modelConfig {@code task.model}
 * @param datasetConfig {@code task.dataset}
 * @param dataConfig what the data handler was given, mostly {@code data_handler_config}
 * @param strategyConfig {@code port_analysis_config.strategy}
 * @param backtestConfig {@code port_analysis_config.backtest}
 * @param featureList columns kept by the {@code FilterCol} processors, else the names of the features that are loaded, the columns
 *     of the table of factors last
 * @param instruments the universe, text or list
 */
public record Configuration(
        List<String> templateFiles,
        @Nullable String source,
        @Nullable JsonNode modelConfig,
        @Nullable JsonNode datasetConfig,
        @Nullable JsonNode dataConfig,
        @Nullable JsonNode strategyConfig,
        @Nullable JsonNode backtestConfig,
        List<String> featureList,
        @Nullable JsonNode instruments) {

    public Configuration {
        templateFiles = List.copyOf(templateFiles);
        featureList = List.copyOf(featureList);
    }
}
