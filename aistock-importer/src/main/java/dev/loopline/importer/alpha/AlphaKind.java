package dev.loopline.importer.alpha;

/** The two lists of baseline factors that Qlib has. */
public enum AlphaKind {
    ALPHA158("158"),
    ALPHA360("360");

    private final String number;

    AlphaKind(String number) {
        this.number = number;
    }

    /** {@code alpha158} */
    public String label() {
        return "alpha" + number;
    }

    String path() {
        return "/api/catalogs/alpha/" + number;
    }

    String table() {
        return "public.aistock_" + label() + "_meta";
    }
}
