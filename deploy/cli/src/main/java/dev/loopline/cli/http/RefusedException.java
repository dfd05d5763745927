package dev.loopline.cli.http;

import dev.loopline.cli.text.Message;

/** A service answered that it does not do what was asked. The message is its sentence. */
public final class RefusedException extends CallException {

    private static final long serialVersionUID = 1L;

    private final int status;

    RefusedException(int status, Message said) {
        super(said, null);
        this.status = status;
    }

    /** The HTTP status, from 400. */
    public int status() {
        return status;
    }
}
