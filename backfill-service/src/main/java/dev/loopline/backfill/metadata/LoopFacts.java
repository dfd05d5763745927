package dev.loopline.backfill.metadata;

import dev.loopline.backfill.code.FactorCode;
import dev.loopline.backfill.code.ResultNames;
import dev.loopline.backfill.qlib.QlibMetrics;
import dev.loopline.backfill.yaml.ExecutedConfiguration;
import dev.loopline.kit.session.SessionLoop;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was read of a loop and is the same for all its workspaces.
 *
 * @param envelope ids and time
 * @param primaryWorkspaceId the workspace that the backtest ran in
 * @param hasResult whether its files hold a result
 * @param configuration what the primary workspace's backtest ran with
 * @param names the names of its factors
 * @param codes the code of factors in all workspaces
 * @param columns factors in the table that the backtest was given
 * @param metrics the figures of the backtest
 * @param modelClass the class in {@code model.py} of the primary workspace
 * @param weights the weights in the primary workspace, by path
 * @param hasRuns whether the primary workspace has mlflow runs
 * @param session what RD-Agent's session log says of the loop; null if there is none
 * @param overwrite whether good existing files are to be written anew
 * @param sources which of the files are there that values are derived from
 */
public record LoopFacts(
        Envelope envelope,
        String primaryWorkspaceId,
        boolean hasResult,
        ExecutedConfiguration configuration,
        ResultNames names,
        List<FactorCode> codes,
        List<String> columns,
        Optional<QlibMetrics> metrics,
        Optional<String> modelClass,
        List<String> weights,
        boolean hasRuns,
        @Nullable SessionLoop session,
        boolean overwrite,
        Sources sources) {

    public LoopFacts {
        codes = List.copyOf(codes);
        columns = List.copyOf(columns);
        weights = List.copyOf(weights);
    }
}
