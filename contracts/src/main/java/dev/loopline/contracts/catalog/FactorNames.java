package dev.loopline.contracts.catalog;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Factor names as AIstock stores them: without the prefixes that only say where a factor was found. */
public final class FactorNames {

    private static final List<String> PREFIXES = List.of("feature_", "qlib_", "alpha158_", "alpha360_");

    private static final Pattern TUPLE = Pattern.compile("\\('feature',\\s*['\"](.+)['\"]\\)");

    private FactorNames() {}

    /** Older files hold column names as pandas prints them: {@code ('feature', 'Momentum')} is {@code Momentum}. */
    public static String plain(String name) {
        String stripped = name.strip();
        Matcher tuple = TUPLE.matcher(stripped);
        return tuple.matches() ? tuple.group(1) : stripped;
    }

    /** Equal for two spellings of one factor within a loop: letters and digits alone, in lower case, without prefixes. */
    public static String spelling(String name) {
        String plain = normalise(plain(name));
        String sound = sound(plain);
        return sound.isEmpty() ? plain : sound;
    }

    /** Letters and digits alone, in lower case; empty if there are none. */
    public static String sound(String name) {
        StringBuilder sound = new StringBuilder();
        Normalizer.normalize(name, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .codePoints()
                .filter(Character::isLetterOrDigit)
                .forEach(sound::appendCodePoint);
        return sound.toString();
    }

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
