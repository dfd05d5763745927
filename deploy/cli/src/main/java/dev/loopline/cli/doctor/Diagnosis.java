package dev.loopline.cli.doctor;

import dev.loopline.cli.text.Texts;

/**
 * What one look found.
 *
 * @param level how bad it is
 * @param topic what was looked at, one or two words
 * @param sentence what was found and, unless all is well, what to do
 */
public record Diagnosis(Level level, String topic, String sentence) {

    /** How bad it is. */
    public enum Level {
        /** As it should be. */
        WELL,
        /** It works, and could be better; or something that one should know. */
        ADVICE,
        /** A start fails, or loops do not arrive. */
        TROUBLE
    }

    /** @param key of the topic and, with the name of the finding behind it, of the sentence */
    static Diagnosis well(String key, String finding, Object... values) {
        return of(Level.WELL, key, finding, values);
    }

    static Diagnosis advice(String key, String finding, Object... values) {
        return of(Level.ADVICE, key, finding, values);
    }

    static Diagnosis trouble(String key, String finding, Object... values) {
        return of(Level.TROUBLE, key, finding, values);
    }

    private static Diagnosis of(Level level, String key, String finding, Object... values) {
        String topic = "doctor." + key;
        return new Diagnosis(level, Texts.text(topic), Texts.text(topic + "." + finding, values));
    }
}
