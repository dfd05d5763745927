package dev.loopline.kit.session;

import org.jspecify.annotations.Nullable;

/**
 * The idea of a loop.
 *
 * @param hypothesis the idea in words
 * @param reason why it was taken
 * @param action {@code factor} or {@code model}; null where the scenario knows only one
 */
public record SessionHypothesis(
        @Nullable String hypothesis,
        @Nullable String reason,
        @Nullable String action) {}
