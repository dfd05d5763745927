package dev.loopline.kit.pickle;

import org.jspecify.annotations.Nullable;

/**
 * A pickle that was read.
 *
 * @param signed whether it was in RD-Agent's signed envelope; the signature was not checked
 * @param value what it holds
 */
public record Pickle(boolean signed, @Nullable Object value) {}
