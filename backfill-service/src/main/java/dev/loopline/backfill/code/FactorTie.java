package dev.loopline.backfill.code;

import dev.loopline.backfill.code.python.SourceSurvey.Definition;
import dev.loopline.backfill.code.python.SourceSurvey.Output;
import org.jspecify.annotations.Nullable;

/**
 * That a source computes a factor.
 *
 * @param name the factor
 * @param evidence what says so
 * @param output the column that holds it; null if that is not known
 * @param definition what computes it; null if the evidence is of another kind
 */
record FactorTie(
        String name,
        Evidence evidence,
        @Nullable Output output,
        @Nullable Definition definition) {

    /** What ties a source to a name, the strongest first. */
    enum Evidence {
        /** The session: the folder holds the code of this task. */
        TASK,
        /** The column that the source writes. */
        COLUMN,
        /** The name of the file. */
        FILE,
        /** The name of a function or class. */
        DEFINITION,
        /** It is the only source and the only name that are left. */
        REST
    }
}
