package dev.loopline.samples.plan;

import java.util.Locale;

/** What a loop researches. */
public enum Action {
    /** New factors. */
    FACTOR,
    /** A new prediction model. */
    MODEL;

    /** The spelling in the registry's {@code action} column. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
