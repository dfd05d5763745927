package dev.loopline.catalog.rebuild;

/** Where a rebuild is. */
public enum RebuildPhase {
    /** Reads the topic up to the end that it had at the start. */
    READING(false),
    /** Reads what came since, and compares. */
    COMPARING(false),
    /** The catalogs are those that the topic says. */
    DONE(true),
    /** Given up; the catalogs are as they were. */
    FAILED(true),
    /** Stopped on request; the catalogs are as they were. */
    CANCELLED(true);

    private final boolean over;

    RebuildPhase(boolean over) {
        this.over = over;
    }

    public boolean isOver() {
        return over;
    }
}
