package dev.loopline.bundle.store;

import java.io.IOException;

/** A newer Loopline wrote the index of the bundles, so that this one would lose what it does not know. The message is one sentence. */
public final class NewerIndexException extends IOException {

    private static final long serialVersionUID = 1L;

    NewerIndexException(String message) {
        super(message);
    }
}
