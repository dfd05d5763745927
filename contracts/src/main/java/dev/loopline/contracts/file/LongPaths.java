package dev.loopline.contracts.file;

import java.io.IOException;
import java.util.Locale;

/** Paths that are longer than the system takes. Programs can make them step by step, and none can open them in one call. */
public final class LongPaths {

    private LongPaths() {}

    /** Whether a call failed because its path, or a name in it, is too long: then it never succeeds. */
    public static boolean isTooLong(IOException failure) {
        return String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT).contains("file name too long");
    }
}
