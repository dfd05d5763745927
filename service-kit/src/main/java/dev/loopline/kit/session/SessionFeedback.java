package dev.loopline.kit.session;

import org.jspecify.annotations.Nullable;

/**
 * What RD-Agent concluded at the end of a loop.
 *
 * @param decision whether the idea was accepted; null if that is not said
 * @param observations what was seen
 * @param hypothesisEvaluation what that means for the idea
 * @param newHypothesis what to try next
 * @param reason why it was decided so
 */
public record SessionFeedback(
        @Nullable Boolean decision,
        @Nullable String observations,
        @Nullable String hypothesisEvaluation,
        @Nullable String newHypothesis,
        @Nullable String reason) {}
