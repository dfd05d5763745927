package dev.loopline.contracts;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The identity of a factor: what it computes, not what it is called. MD5 of the expression (else of the formula hint)
 * without white space and in lower case, as the catalogs of RD-Agent have it; a factor without either is identified by
 * its name.
 */
public final class FactorFingerprint {

    private FactorFingerprint() {}

    /**
     * @return 32 lower-case hexadecimal digits, or the raw name where there is no expression
     */
    public static String of(String name, @Nullable String expression, @Nullable String formulaHint) {
        String text = present(expression) ? expression : formulaHint;
        String normal = text == null ? "" : withoutWhiteSpace(text).toLowerCase(Locale.ROOT);
        return normal.isEmpty() ? name : md5(normal);
    }

    private static boolean present(@Nullable String text) {
        return text != null && !text.isEmpty();
    }

    /** Every white space of Unicode, as Python's {@code str.split()} sees it. */
    private static String withoutWhiteSpace(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            // No white space lies beyond the basic plane, so code units are as good as code points.
            char c = text.charAt(i);
            if (!Character.isWhitespace(c) && !Character.isSpaceChar(c) && c != 0x85) {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static String md5(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}
