package dev.loopline.backfill.code;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the shared libraries call that which a loop brought in; its metadata names these functions and no others.
 *
 * @param factorLibrary whether the library of factors has them
 * @param strategyLibrary whether the library of strategies has its function
 * @param ofCode by the factor's name: the functions that run a source of the loop
 * @param ofFormulas the functions that evaluate an expression
 * @param held of the functions that earlier metadata of the loop names, those that the library has
 * @param strategy gives the configuration of the loop's strategy; null if it has none
 */
public record LibraryFunctions(
        Access factorLibrary,
        Access strategyLibrary,
        Map<String, Names> ofCode,
        Map<Formula, Names> ofFormulas,
        Set<String> held,
        @Nullable String strategy) {

    /** No library, and nothing that could be in one. */
    public static final LibraryFunctions NONE =
            new LibraryFunctions(Access.NOT_SET, Access.NOT_SET, Map.of(), Map.of(), Set.of(), null);

    /** Whether a library has what was brought in. */
    public enum Access {
        /** It has. */
        HERE,
        /** Nothing says where it is. */
        NOT_SET,
        /** No folder is where it is said to be; its disk may be away. */
        NOT_THERE,
        /** It could not be written; what it had before it still has. */
        NOT_WRITTEN;

        /** Whether what an earlier backfill wrote into it is taken to be there still. */
        public boolean mayHold() {
            return this == NOT_THERE || this == NOT_WRITTEN;
        }
    }

    /**
     * The two names of one function.
     *
     * @param plain of whatever source of this factor's name is in force
     * @param exact of this very source, for ever
     */
    public record Names(String plain, String exact) {}

    public LibraryFunctions {
        ofCode = Map.copyOf(ofCode);
        ofFormulas = Map.copyOf(ofFormulas);
        held = Set.copyOf(held);
    }

    /** The function that runs this factor's source; empty if its source is no Python. */
    public Optional<Names> ofCode(String factor) {
        return Optional.ofNullable(ofCode.get(factor));
    }

    /** The function that evaluates this expression; empty if none can. */
    public Optional<Names> ofFormula(Formula formula) {
        return Optional.ofNullable(ofFormulas.get(formula));
    }
}
