package dev.loopline.cli.text;

import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;

/** The texts in the language that was chosen when the command began; English until then. Safe for all threads. */
public final class Texts {

    static final String BUNDLE = "dev.loopline.cli.text.messages";

    /** The language is a matter of the whole command, as its terminal is. */
    private static volatile ResourceBundle texts = bundle(Locale.ROOT);

    private Texts() {}

    /** A language that the command speaks. */
    public enum Language {
        EN(Locale.ROOT),
        ZH(Locale.CHINESE);

        private final Locale locale;

        Language(Locale locale) {
            this.locale = locale;
        }

        /**
         * The language of a terminal, as programs find it there: the first of {@code LC_ALL}, {@code LC_MESSAGES} and {@code LANG}
         * that is set decides; where none is, as on Windows, the system's language does.
         *
         * @param environment of this process
         * @param system the language of the operating system's user
         */
        public static Language of(Map<String, String> environment, Locale system) {
            for (String variable : new String[] {"LC_ALL", "LC_MESSAGES", "LANG"}) {
                String value = environment.getOrDefault(variable, "");
                if (!value.isBlank()) {
                    return value.startsWith("zh") ? ZH : EN;
                }
            }
            return system.getLanguage().equals("zh") ? ZH : EN;
        }
    }

    public static void choose(Language language) {
        texts = bundle(language.locale);
    }

    /**
     * A text.
     *
     * @param key its name in the files of texts
     * @param values what stands at {@code %1$s} and so on
     */
    public static String text(String key, Object... values) {
        String text = texts.getString(key);
        return values.length == 0 ? text : String.format(Locale.ROOT, text, values);
    }

    static ResourceBundle bundle(Locale locale) {
        // No other language steps in for one that is missing.
        return ResourceBundle.getBundle(
                BUNDLE, locale, ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }
}
