package dev.loopline.samples.plan;

/**
 * One thing that is wrong with a loop on purpose. Each flaw asked for adds one loop of its own, so that the other loops stay
 * clean.
 */
public enum Flaw {
    /** {@code factor_meta.json} and {@code feedback.json} end in the middle of an object. */
    TRUNCATED_JSON(Layout.SEEDS),
    /** {@code factor_perf.json} holds bare {@code NaN} and {@code Infinity}, as Python's encoder writes them. */
    BARE_NAN(Layout.SEEDS),
    /** {@code conf_baseline.yaml} is indented with tabs and does not parse. */
    YAML_WITH_TABS(Layout.SEEDS),
    /** {@code qlib_res.csv} begins with a byte order mark and has CRLF line ends. */
    CSV_WITH_BOM(Layout.SEEDS),
    /** The registry knows the loop, its result and its workspace; the folder is not there. */
    MISSING_WORKSPACE(Layout.REGISTRY),
    /** The workspace's registry row has the loop id NULL and no loop row exists; the folder has results. */
    NULL_LOOP_ID(Layout.REGISTRY),
    /** The workspace holds a symbolic link to a file outside of it. */
    LINK_OUTSIDE(Layout.REGISTRY),
    /** Workspace id, folder and factor name hold Chinese characters and spaces. */
    ODD_NAMES(Layout.SEEDS);

    private final Layout layout;

    Flaw(Layout layout) {
        this.layout = layout;
    }

    /** The layout in which this flaw is shown. */
    public Layout layout() {
        return layout;
    }

    /** Whether the flaw lies in a registry row, so that a home without registry cannot have it. */
    public boolean needsRegistry() {
        return this == MISSING_WORKSPACE || this == NULL_LOOP_ID;
    }
}
