package dev.loopline.backfill.code.python;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a factor needs of its source data, as its code or its expression says it.
 *
 * @param required columns that it reads, without the {@code $} of qlib
 * @param optional columns that it reads only where they are there
 * @param fieldsKnown whether these are its columns; false if the code says nothing, or nothing that could be followed
 * @param lookbackDays the longest way back from a value to the oldest value that it needs, in rows of one instrument;
 *     windows that are applied to each other's results add up; at least 1
 * @param lookbackKnown whether that is its longest way; false if a window is not known
 * @param isUnbounded whether it needs all history, by an expanding or cumulative operation
 * @param gaps what is not known, and why
 */
public record FactorInputs(
        SortedSet<String> required,
        SortedSet<String> optional,
        boolean fieldsKnown,
        int lookbackDays,
        boolean lookbackKnown,
        boolean isUnbounded,
        List<Gap> gaps) {

    /** Windows above this are taken for mistakes; ten thousand trading days are forty years. */
    public static final int LONGEST_LOOKBACK = 10_000;

    /** The code says nothing. */
    public static final FactorInputs NONE = nothing();

    public FactorInputs {
        required = new TreeSet<>(required);
        optional = new TreeSet<>(optional);
        optional.removeAll(required);
        gaps = List.copyOf(gaps);
    }

    /**
     * Something that is not known.
     *
     * @param code the code of its note
     */
    public record Gap(String code, String reason) {}

    /** The code of the gap that says that a source is no Python. */
    static final String SYNTAX_ERROR = "SYNTAX_ERROR";

    /** Whether the source is valid Python, as far as was looked. */
    public boolean isOfPython() {
        return gaps.stream().noneMatch(gap -> gap.code().equals(SYNTAX_ERROR));
    }

    /** Nothing is known, for these reasons. */
    static FactorInputs nothing(Gap... reasons) {
        return new FactorInputs(new TreeSet<>(), new TreeSet<>(), false, 1, false, false, List.of(reasons));
    }
}
