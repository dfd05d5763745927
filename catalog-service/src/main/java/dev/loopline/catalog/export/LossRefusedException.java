package dev.loopline.catalog.export;

import java.io.IOException;

/** The files that are there hold loops of which the state knows nothing, so that they are not replaced. */
public final class LossRefusedException extends IOException {

    LossRefusedException(String message) {
        super(message);
    }
}
