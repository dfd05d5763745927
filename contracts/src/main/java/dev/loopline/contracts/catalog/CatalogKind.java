package dev.loopline.contracts.catalog;

/** The four catalogs, each with its file and the key of its list. */
public enum CatalogKind {
    FACTOR("factor", "factors"),
    MODEL("model", "models"),
    STRATEGY("strategy", "strategies"),
    LOOP("loop", "loops");

    /** Version of the envelope. */
    public static final String VERSION = "v1";
    /** {@code source} in the envelope. */
    public static final String SOURCE = "rdagent_tools";

    private final String singular;
    private final String plural;

    CatalogKind(String singular, String plural) {
        this.singular = singular;
        this.plural = plural;
    }

    public String singular() {
        return singular;
    }

    /** The key of the list in the file: {@code factors} and so on. */
    public String plural() {
        return plural;
    }

    /** {@code factor_catalog.json} and so on. */
    public String fileName() {
        return singular + "_catalog.json";
    }
}
