package dev.loopline.kit.lease;

import dev.loopline.kit.failure.NotYetException;

/** Stands before every effect that only the one writer may have. */
@FunctionalInterface
public interface Fence {

    /** @throws NotYetException if it is not certain at this moment that this instance is the writer */
    void require();
}
