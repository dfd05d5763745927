package dev.loopline.embedded;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Passwords that cannot be guessed, of characters that need no quotes anywhere. Stateless. */
public final class RandomPassword {

    private static final int BYTES = 24;

    private RandomPassword() {}

    /** A new one, of 48 hexadecimal digits. */
    public static String make() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
