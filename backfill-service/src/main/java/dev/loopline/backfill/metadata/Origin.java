package dev.loopline.backfill.metadata;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.backfill.yaml.ExecutedConfiguration;
import java.util.List;

/** Where a block of a metadata file comes from; stands in the block as {@value #FIELD}. */
final class Origin {

    static final String FIELD = "origin";

    /** From the loop's own files. */
    static final String DERIVED = "derived";
    /** From a file that may have run; another one is as possible. */
    static final String ASSUMED = "assumed";
    /** From RD-Agent's session alone, because no file of the loop says it. */
    static final String SESSION = "session";
    /** From the words of the factor's task: what was wanted, where the code does not say what it does. */
    static final String DESCRIPTION = "description";
    /** Nothing says otherwise, so it is what the documents give as the usual value. */
    static final String DEFAULT = "default";
    /** An earlier backfill derived it from files of the loop that have vanished since. */
    static final String KEPT = "kept";
    /** It stood in the file before and nothing else says it. */
    static final String EXISTING = "existing";

    private Origin() {}

    /** Of what a configuration says. */
    static String of(ExecutedConfiguration configuration) {
        return configuration.certain() ? DERIVED : ASSUMED;
    }

    /** The block, with this origin instead of {@value #DERIVED}. */
    static ObjectNode mark(ObjectNode block, String origin) {
        return block.path(FIELD).asText().equals(DERIVED) ? block.put(FIELD, origin) : block;
    }

    static boolean isDefault(ObjectNode block) {
        return block.path(FIELD).asText().equals(DEFAULT);
    }

    /** Of two origins the one that is worth less. */
    static String weaker(String one, String other) {
        List<String> worth = List.of(DEFAULT, DESCRIPTION, ASSUMED, EXISTING, KEPT, SESSION, DERIVED);
        return worth.indexOf(one) < worth.indexOf(other) ? one : other;
    }
}
