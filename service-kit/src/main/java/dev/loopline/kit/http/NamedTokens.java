package dev.loopline.kit.http;

import dev.loopline.kit.startup.StartupRefusedException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Tokens and their names. Keeps digests, so that comparing takes the same time whatever is offered. Immutable. */
final class NamedTokens {

    /** The name of a token that was given without one. */
    static final String UNNAMED = "default";

    private final Map<String, byte[]> digests;

    private NamedTokens(Map<String, byte[]> digests) {
        this.digests = digests;
    }

    /**
     * Reads tokens, one per line or separated by commas: {@code <token>}, or {@code <name> <token>}. Lines that begin with
     * {@code #} are remarks.
     */
    static NamedTokens parse(String text) {
        Map<String, byte[]> digests = new LinkedHashMap<>();
        for (String line : text.split("[\\n\\r,]")) {
            String[] words = line.strip().split("\\s+");
            if (words[0].isEmpty() || words[0].startsWith("#")) {
                continue;
            }
            if (words.length > 2) {
                throw new StartupRefusedException("a token has to be one word, or a name and one word, per line");
            }
            String name = words.length == 2 ? words[0] : UNNAMED;
            if (digests.put(name, digest(words[words.length - 1])) != null) {
                throw new StartupRefusedException(
                        "there are two tokens with the name '" + name + "'; give each its own");
            }
        }
        return new NamedTokens(digests);
    }

    boolean isEmpty() {
        return digests.isEmpty();
    }

    Optional<String> nameOf(String offered) {
        byte[] digest = digest(offered);
        String found = null;
        for (Map.Entry<String, byte[]> one : digests.entrySet()) {
            if (MessageDigest.isEqual(digest, one.getValue())) {
                found = one.getKey();
            }
        }
        return Optional.ofNullable(found);
    }

    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
