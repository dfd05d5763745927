package dev.loopline.backfill.code.python;

import java.util.Set;
import java.util.TreeSet;

/**
 * Where a value comes from. Immutable.
 *
 * @param days how many days of history it needs
 * @param fields the columns of the source data that flow into it, without the {@code $} of qlib
 */
record Reach(int days, Set<String> fields) {

    static final Reach NONE = new Reach(0, Set.of());

    private static final int MOST_FIELDS = 200;

    /** Of a value that is made of both. */
    Reach with(Reach other) {
        int most = Math.max(days, other.days);
        if (fields.containsAll(other.fields) || fields.size() > MOST_FIELDS) {
            return most == days ? this : new Reach(most, fields);
        }
        if (other.fields.containsAll(fields)) {
            return most == other.days ? other : new Reach(most, other.fields);
        }
        Set<String> both = new TreeSet<>(fields);
        both.addAll(other.fields);
        return new Reach(most, both);
    }

    /** The same, so many days further back. */
    Reach plus(int more) {
        return more == 0 ? this : new Reach(days + more, fields);
    }

    /** Of a value that a column of the source data flows into as well. */
    Reach reading(String column) {
        return with(new Reach(0, Set.of(Findings.plain(column))));
    }
}
