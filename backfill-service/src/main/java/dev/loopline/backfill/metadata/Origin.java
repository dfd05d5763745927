package dev.loopline.backfill.metadata;

/** Where a block of a metadata file comes from; stands in the block as {@value #FIELD}. */
final class Origin {

    static final String FIELD = "origin";

    /** From the loop's own files. */
    static final String DERIVED = "derived";
    /** Nothing says otherwise, so it is what the documents give as the usual value. */
    static final String DEFAULT = "default";
    /** It stood in the file before and nothing else says it. */
    static final String EXISTING = "existing";

    private Origin() {}
}
