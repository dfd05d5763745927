package dev.loopline.samples.runs;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A loop that a run has written.
 *
 * @param script what happened in it
 * @param session the folder above its states, relative to the home
 * @param hypothesis its idea
 * @param workspaceId the experiment's workspace
 * @param folder where that lies, relative to the home
 * @param executed the configuration that ran
 * @param figures what the backtest left; empty without one
 * @param weight the weights that count
 */
record RunLoop(
        LoopScript script,
        String session,
        String hypothesis,
        String workspaceId,
        String folder,
        Configuration executed,
        Map<String, @Nullable Double> figures,
        Optional<Weight> weight) {

    List<RunFactor> factors() {
        return script.factors();
    }
}
