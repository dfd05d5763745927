package dev.loopline.kit.pickle;

import java.io.IOException;

/** A pickle that is damaged, too large, or wants something that is not data. The message is one sentence for people. */
public final class PickleRefusedException extends IOException {

    private static final long serialVersionUID = 1L;

    public PickleRefusedException(String message) {
        super(message);
    }
}
