package dev.loopline.kit.bucket;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A bucket that cannot be used now. The message is one sentence for people that says what to do; the same may work later. */
public final class BucketException extends IOException {

    /** How HTTP calls name it. */
    public static final String CODE = "BUCKET_UNAVAILABLE";

    private static final long serialVersionUID = 1L;

    private final boolean isMissing;

    BucketException(String message, @Nullable Throwable cause) {
        this(message, cause, false);
    }

    BucketException(String message, @Nullable Throwable cause, boolean isMissing) {
        super(message, cause);
        this.isMissing = isMissing;
    }

    /** Whether there is no such bucket: one that is there later has lost everything. */
    public boolean isMissing() {
        return isMissing;
    }
}
