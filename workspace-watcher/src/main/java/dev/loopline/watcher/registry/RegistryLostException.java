package dev.loopline.watcher.registry;

import java.io.IOException;

/** The registry that was there is not there any more. The message says what to do. */
public final class RegistryLostException extends IOException {

    private static final long serialVersionUID = 1L;

    RegistryLostException(String message) {
        super(message);
    }
}
