package dev.loopline.kit.bucket;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A bucket that cannot be used now. The message is one sentence for people that says what to do; the same may work later. */
public final class BucketException extends IOException {

    /** How HTTP calls name it. */
    public static final String CODE = "BUCKET_UNAVAILABLE";

    private static final long serialVersionUID = 1L;

    BucketException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
