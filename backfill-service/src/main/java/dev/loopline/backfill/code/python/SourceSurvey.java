package dev.loopline.backfill.code.python;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a Python source is: the columns that it writes and the definitions at its top level. Comments and docstrings say
 * nothing.
 *
 * @param isParsed whether it could be parsed; if not (no valid Python, too long, no parser here), the rest is empty
 * @param outputs the columns that it writes when it is started as a program; if it writes none, those that its definitions
 *     return
 * @param definitions the functions and classes at its top level, in their order
 * @param runsAtImport whether its import alone reads or writes files or calls its functions
 * @param writes whether it writes a result when it is started as a program
 * @param reads the files that it reads, as named in the source, in the order of their first use
 */
public record SourceSurvey(
        boolean isParsed,
        List<Output> outputs,
        List<Definition> definitions,
        boolean runsAtImport,
        boolean writes,
        List<String> reads) {

    public SourceSurvey {
        outputs = List.copyOf(outputs);
        definitions = List.copyOf(definitions);
        reads = List.copyOf(reads);
    }

    static final SourceSurvey NONE = new SourceSurvey(false, List.of(), List.of(), false, false, List.of());

    /**
     * A column of the result.
     *
     * @param column its name; empty if the source gives it none
     * @param definition the definition that returns it; null if the program writes it
     * @param isSure whether it was made to be a result; false for the columns of a table that was read and then extended
     * @param inputs what flows into it
     */
    public record Output(String column, @Nullable String definition, boolean isSure, FactorInputs inputs) {

        public boolean isNamed() {
            return !column.isEmpty();
        }
    }

    /** How a definition can be called. */
    public enum Call {
        /** With a data frame. */
        WITH_FRAME,
        /** Without arguments. */
        WITHOUT_ARGUMENTS,
        /** In a way that only the source itself knows. */
        OTHERWISE
    }

    /**
     * A function or class.
     *
     * @param method of a class the method that computes, or {@code fit.transform} if it has to be fitted before; null for a
     *     function, or if none is usual
     */
    public record Definition(
            String name, boolean isClass, @Nullable String method, Call call) {}
}
