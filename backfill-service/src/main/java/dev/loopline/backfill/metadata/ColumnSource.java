package dev.loopline.backfill.metadata;

import dev.loopline.backfill.code.ResultNames;
import dev.loopline.backfill.note.Notes;

/** Judges where a column of the factor table comes from that neither code nor a task of the loop explains. */
record ColumnSource(ResultNames names, FactorTasks tasks, Notes notes) {

    /**
     * Where the session says what the loop set out to write, other columns come from earlier loops, and are {@code sota} if
     * it says that they were accepted; otherwise they stay {@code rdagent_generated}, as RD-Agent made all columns of this
     * table, and a note says that it is not proven. Where no session says anything, what stands beside code of the loop's own
     * was accepted in earlier loops, and what stands alone is taken for the loop's.
     */
    String of(String column, boolean noCode) {
        if (!names.hasTasks()) {
            boolean library = !FactorFields.tags(column, "").isEmpty();
            return noCode && !library ? FactorMeta.EVOLVED : FactorMeta.ACCEPTED;
        }
        if (tasks.isAccepted(column)) {
            return FactorMeta.ACCEPTED;
        }
        notes.add(
                "FACTOR_NOT_PROVEN_ACCEPTED",
                null,
                "The column " + column + " is no task of the loop, and the session does not say that it was accepted.");
        return FactorMeta.EVOLVED;
    }
}
