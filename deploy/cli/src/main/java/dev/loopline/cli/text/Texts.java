package dev.loopline.cli.text;

import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The texts in the language that was chosen when the command began; English until then. A file of texts is read when the first
 * of its texts is needed. Safe for all threads.
 */
public final class Texts {

    static final String MESSAGES = "dev.loopline.cli.text.messages";
    static final String HELP = "dev.loopline.cli.text.help";

    /** The language is a matter of the whole command, as its terminal is. */
    private static volatile Language chosen = Language.EN;

    private Texts() {}

    /** A language that the command speaks. */
    public enum Language {
        EN(Locale.ROOT),
        ZH(Locale.CHINESE);

        /** The option that names a language. */
        public static final String OPTION = "--lang";

        private final Locale locale;
        private volatile @Nullable ResourceBundle messages;

        Language(Locale locale) {
            this.locale = locale;
        }

        /**
         * The language of a command line: the one that it names, else that of the terminal.
         *
         * @param arguments of the command
         * @param environment of this process
         * @param system the language of the operating system's user
         */
        public static Language of(List<String> arguments, Map<String, String> environment, Locale system) {
            return named(arguments).orElseGet(() -> of(environment, system));
        }

        /** Looked for before the command line is read, because the help and the refusal of a wrong line speak it as well. */
        private static Optional<Language> named(List<String> arguments) {
            Optional<Language> named = Optional.empty();
            for (int i = 0; i < arguments.size(); i++) {
                String argument = arguments.get(i);
                String value = argument.startsWith(OPTION + "=") ? argument.substring(OPTION.length() + 1) : "";
                if (argument.equals(OPTION) && i + 1 < arguments.size()) {
                    value = arguments.get(i + 1);
                }
                for (Language language : values()) {
                    named = language.name().equalsIgnoreCase(value) ? Optional.of(language) : named;
                }
            }
            return named;
        }

        /**
         * The language of a terminal, as programs find it there: the first of {@code LC_ALL}, {@code LC_MESSAGES} and {@code LANG}
         * that is set decides; where none is, as on Windows, the system's language does.
         *
         * @param environment of this process
         * @param system the language of the operating system's user
         */
        static Language of(Map<String, String> environment, Locale system) {
            for (String variable : new String[] {"LC_ALL", "LC_MESSAGES", "LANG"}) {
                String value = environment.getOrDefault(variable, "");
                if (!value.isBlank()) {
                    return value.startsWith("zh") ? ZH : EN;
                }
            }
            return system.getLanguage().equals("zh") ? ZH : EN;
        }

        private String message(String key) {
            ResourceBundle read = messages;
            if (read == null) {
                read = bundle(MESSAGES, locale);
                messages = read;
            }
            return read.getString(key);
        }
    }

    public static void choose(Language language) {
        chosen = language;
    }

    /** The language that was chosen. */
    public static Language language() {
        return chosen;
    }

    /**
     * A text.
     *
     * @param key its name in the files of texts
     * @param values what stands at {@code %1$s} and so on
     */
    public static String text(String key, Object... values) {
        return in(chosen, key, values);
    }

    /** Things one after the other, such as ids, with what separates them in the language. */
    public static String list(Collection<?> things) {
        return things.stream().map(String::valueOf).collect(Collectors.joining(text("list.separator")));
    }

    /**
     * A moment as the language writes it: in Chinese the time of day here, in English as it is.
     *
     * @param instant as ISO 8601 writes it; anything else stays as it is
     */
    public static String time(String instant) {
        String format = text("time.format");
        try {
            return format.isEmpty()
                    ? instant
                    : DateTimeFormatter.ofPattern(format, Locale.ROOT)
                            .withZone(ZoneId.systemDefault())
                            .format(OffsetDateTime.parse(instant));
        } catch (DateTimeParseException e) {
            return instant;
        }
    }

    /** The texts of the help, by the keys that picocli looks for. */
    public static ResourceBundle help() {
        return bundle(HELP, chosen.locale);
    }

    static String in(Language language, String key, Object... values) {
        String text = language.message(key);
        return values.length == 0 ? text : String.format(Locale.ROOT, text, inside(language, values));
    }

    private static Object[] inside(Language language, Object[] values) {
        Object[] said = values.clone();
        for (int i = 0; i < said.length; i++) {
            said[i] = said[i] instanceof Message message ? message.in(language) : said[i];
        }
        return said;
    }

    static ResourceBundle bundle(String name, Locale locale) {
        // No other language steps in for one that is missing.
        return ResourceBundle.getBundle(
                name, locale, ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }
}
