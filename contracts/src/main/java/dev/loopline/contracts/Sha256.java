package dev.loopline.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;

/**
 * A SHA-256 digest.
 *
 * @param hex 64 lower-case hexadecimal digits; in JSON the digest is this text
 */
public record Sha256(@JsonValue String hex) {

    private static final int DIGITS = 64;
    private static final int BUFFER_BYTES = 64 * 1024;

    @JsonCreator
    public Sha256 {
        Objects.requireNonNull(hex, "hex");
        if (!isHex(hex)) {
            throw new IllegalArgumentException("not a SHA-256 digest: '" + hex + "'");
        }
    }

    /** By hand, because every event has a digest for each file of its loop. */
    private static boolean isHex(String text) {
        boolean fits = text.length() == DIGITS;
        for (int i = 0; fits && i < DIGITS; i++) {
            char c = text.charAt(i);
            fits = c >= '0' && c <= '9' || c >= 'a' && c <= 'f';
        }
        return fits;
    }

    public static Sha256 of(byte[] content) {
        MessageDigest digest = newDigest();
        digest.update(content);
        return finish(digest);
    }

    /** Of all that a stream still holds. */
    public static Sha256 of(InputStream content) throws IOException {
        MessageDigest digest = newDigest();
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
            digest.update(buffer, 0, read);
        }
        return finish(digest);
    }

    /** A fresh digest to feed; end it with {@link #finish}. */
    public static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Ends the digest and resets it. */
    public static Sha256 finish(MessageDigest digest) {
        return new Sha256(HexFormat.of().formatHex(digest.digest()));
    }

    @Override
    public String toString() {
        return hex;
    }
}
