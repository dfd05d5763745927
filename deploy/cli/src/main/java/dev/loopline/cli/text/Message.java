package dev.loopline.cli.text;

import java.util.List;

/**
 * A text that is put into words where it is shown: in English for programs, in the chosen language for people. Immutable.
 *
 * @param key its name in the files of texts
 * @param values what stands in it; messages among them are put into the same language
 */
public record Message(String key, List<Object> values) {

    public Message {
        values = List.copyOf(values);
    }

    public static Message of(String key, Object... values) {
        return new Message(key, List.of(values));
    }

    /** What programs read, and what a log holds. */
    public String english() {
        return in(Texts.Language.EN);
    }

    /** What people read. */
    public String words() {
        return in(Texts.language());
    }

    String in(Texts.Language language) {
        return Texts.in(language, key, values.toArray());
    }
}
