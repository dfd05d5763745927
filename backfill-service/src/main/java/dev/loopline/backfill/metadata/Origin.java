package dev.loopline.backfill.metadata;

import java.util.List;

/** Where a block of a metadata file comes from; stands in the block as {@value #FIELD}. */
final class Origin {

    static final String FIELD = "origin";

    /** From the loop's own files. */
    static final String DERIVED = "derived";
    /** From the words of the factor's task: what was wanted, where the code does not say what it does. */
    static final String DESCRIPTION = "description";
    /** Nothing says otherwise, so it is what the documents give as the usual value. */
    static final String DEFAULT = "default";
    /** It stood in the file before and nothing else says it. */
    static final String EXISTING = "existing";

    private Origin() {}

    /** Of two origins the one that is worth less. */
    static String weaker(String one, String other) {
        List<String> worth = List.of(DEFAULT, DESCRIPTION, EXISTING, DERIVED);
        return worth.indexOf(one) < worth.indexOf(other) ? one : other;
    }
}
