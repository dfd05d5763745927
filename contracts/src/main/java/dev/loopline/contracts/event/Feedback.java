package dev.loopline.contracts.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What RD-Agent concluded from a loop. The texts are empty where it said nothing.
 *
 * @param decision whether the idea was accepted; null if unknown
 * @param hypothesis the idea
 * @param execution what was observed
 * @param valueFeedback evaluation of the hypothesis
 * @param shapeFeedback reason of the decision
 * @param codeCritic remarks on the code
 * @param limitations known limits
 */
public record Feedback(
        @Nullable Boolean decision,
        String hypothesis,
        String execution,
        String valueFeedback,
        String shapeFeedback,
        List<String> codeCritic,
        List<String> limitations) {

    public Feedback {
        codeCritic = List.copyOf(codeCritic);
        limitations = List.copyOf(limitations);
    }
}
