package dev.loopline.backfill.metadata;

import dev.loopline.backfill.code.FactorCode;
import dev.loopline.backfill.code.ResultNames;
import dev.loopline.backfill.yaml.ExecutedConfiguration;
import dev.loopline.kit.session.SessionLoop;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was read of a loop and is the same for all its workspaces.
 *
 * @param envelope ids and time
 * @param primaryWorkspaceId the workspace that the backtest ran in
 * @param evidence what was read of it
 * @param weights the weights in it, by path
 * @param files the files of all workspaces, as {@code <workspace>/<path>}
 * @param names the names of its factors
 * @param codes the code of factors in all workspaces
 * @param session what RD-Agent's session log says of the loop; null if there is none
 * @param overwrite whether good existing files are to be written anew
 */
public record LoopFacts(
        Envelope envelope,
        String primaryWorkspaceId,
        Evidence evidence,
        List<String> weights,
        Set<String> files,
        ResultNames names,
        List<FactorCode> codes,
        @Nullable SessionLoop session,
        boolean overwrite) {

    public LoopFacts {
        weights = List.copyOf(weights);
        files = Set.copyOf(files);
        codes = List.copyOf(codes);
    }

    /** What the primary workspace's backtest ran with. */
    ExecutedConfiguration configuration() {
        return evidence.configuration();
    }
}
