package dev.loopline.importer.bundle;

import java.io.IOException;

/** The place that bundles come from does not answer, now. */
final class SourceUnavailableException extends IOException {

    SourceUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }

    SourceUnavailableException(String message) {
        super(message);
    }
}
