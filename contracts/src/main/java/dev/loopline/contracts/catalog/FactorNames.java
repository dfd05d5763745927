package dev.loopline.contracts.catalog;

import java.util.List;

/** Factor names as AIstock stores them: without the prefixes that only say where a factor was found. */
public final class FactorNames {

    private static final List<String> PREFIXES = List.of("feature_", "qlib_", "alpha158_", "alpha360_");

    private FactorNames() {}

    /**
     * Strips the prefixes {@code feature_, qlib_, alpha158_, alpha360_} until none is left; case matters. A name that
     * consists of prefixes only stays as it is.
     */
    public static String normalise(String name) {
        String rest = name;
        boolean stripped = true;
        while (stripped) {
            stripped = false;
            for (String prefix : PREFIXES) {
                if (rest.startsWith(prefix) && rest.length() > prefix.length()) {
                    rest = rest.substring(prefix.length());
                    stripped = true;
                }
            }
        }
        return rest;
    }
}
