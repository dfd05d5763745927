package dev.loopline.cli.http;

import java.io.IOException;

/** A service answered that it does not do what was asked. The message is its sentence. */
public final class RefusedException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int status;

    RefusedException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** The HTTP status, from 400. */
    public int status() {
        return status;
    }
}
