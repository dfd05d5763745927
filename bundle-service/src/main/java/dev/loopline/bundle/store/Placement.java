package dev.loopline.bundle.store;

/** What a commit did with an archive. */
public enum Placement {
    /** It is visible now. */
    PLACED,
    /** One with the same bytes was there already; nothing was replaced. */
    SAME,
    /** A newer revision was there; the archive was dropped. */
    OUTDATED
}
