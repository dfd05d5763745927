package dev.loopline.kit.session;

/**
 * What a run of RD-Agent works on.
 *
 * @param kind which of them
 * @param name as RD-Agent calls it, for example {@code fin_factor} or {@code data_science}; {@code unknown} if nothing says
 */
public record Scenario(Kind kind, String name) {

    /** The scenarios that are distinguished. */
    public enum Kind {
        /** Factors from ideas. */
        QLIB_FACTOR,
        /** Models from ideas. */
        QLIB_MODEL,
        /** Factors and models in turns. */
        QLIB_QUANT,
        /** Factors from research reports. */
        QLIB_REPORT,
        /** A scenario without qlib; its name is known. */
        FOREIGN,
        /** Nothing tells. */
        UNKNOWN
    }

    public static final Scenario UNKNOWN = new Scenario(Kind.UNKNOWN, "unknown");

    static Scenario foreign(String name) {
        return new Scenario(Kind.FOREIGN, name);
    }

    /** Whether it is one that backtests with qlib. */
    public boolean isQlib() {
        return kind != Kind.FOREIGN && kind != Kind.UNKNOWN;
    }
}
