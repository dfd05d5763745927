package dev.loopline.backfill.metadata;

import dev.loopline.backfill.qlib.QlibMetrics;
import dev.loopline.backfill.yaml.ExecutedConfiguration;
import java.util.List;
import java.util.Optional;

/**
 * What was read of the primary workspace.
 *
 * @param hasResult whether its files hold a result
 * @param configuration what its backtest ran with
 * @param columns factors in the table that the backtest was given
 * @param metrics the figures of the backtest
 * @param modelClass the class in {@code model.py}
 * @param runWeight the weight of the mlflow run of the backtest, by path
 * @param hasRuns whether it has mlflow runs, or had some when an earlier backfill found their weights
 * @param configurationKept whether the configuration is the one that an earlier backfill found, because its source vanished
 * @param vanishedWeights weights that an earlier backfill found and that are gone
 */
public record Evidence(
        boolean hasResult,
        ExecutedConfiguration configuration,
        List<String> columns,
        Optional<QlibMetrics> metrics,
        Optional<String> modelClass,
        Optional<String> runWeight,
        boolean hasRuns,
        boolean configurationKept,
        List<String> vanishedWeights) {

    /** Of a loop whose primary workspace is not here. */
    public static final Evidence NONE = new Evidence(
            false,
            ExecutedConfiguration.NONE,
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            false,
            List.of());

    public Evidence {
        columns = List.copyOf(columns);
        vanishedWeights = List.copyOf(vanishedWeights);
    }

    /** The origin of what the configuration says. */
    String configurationOrigin() {
        return configurationKept ? Origin.KEPT : Origin.of(configuration);
    }
}
