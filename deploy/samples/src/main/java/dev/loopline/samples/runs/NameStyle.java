package dev.loopline.samples.runs;

import java.util.Locale;

/** How a language model names a factor. */
public enum NameStyle {
    /** {@code Close_Change_5}. */
    WORDS,
    /** {@code close_change_5d}. */
    SNAKE,
    /** {@code CloseChange5}. */
    CAMEL,
    /** {@code CLOSE_CHANGE_5}. */
    CAPITALS,
    /** {@code 因子_CloseChange_5日}. */
    CHINESE;

    /** The name of an idea; the number makes it different from all others. */
    String name(RunIdea idea, int number) {
        String words = idea.label().replace(' ', '_');
        String joined = idea.label().replace(" ", "");
        int days = idea.days();
        return switch (this) {
            case WORDS -> "%s_%d_No%d".formatted(words, days, number);
            case SNAKE -> "%s_%dd_n%d".formatted(words.toLowerCase(Locale.ROOT), days, number);
            case CAMEL -> "%s%dV%d".formatted(joined, days, number);
            case CAPITALS -> "%s_%d_%d".formatted(words.toUpperCase(Locale.ROOT), days, number);
            case CHINESE -> "因子_%s_%d日_%d".formatted(joined, days, number);
        };
    }
}
