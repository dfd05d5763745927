package dev.loopline.cli.text;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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

    public static Message of(String key, @Nullable Object... values) {
        return new Message(
                key,
                Arrays.stream(values)
                        .map(one -> Objects.requireNonNullElse(one, "null"))
                        .toList());
    }

    /** Something that has no other words, such as what another program said. */
    public static Message literal(String text) {
        return of("literal", text);
    }

    /** Messages one after the other, with what separates them in the language. */
    public static Message list(List<Message> messages) {
        Message list = messages.isEmpty() ? literal("") : messages.get(0);
        for (Message next : messages.subList(Math.min(1, messages.size()), messages.size())) {
            list = of("list.two", list, Message.of("list.separator"), next);
        }
        return list;
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
