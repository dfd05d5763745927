package dev.loopline.backfill.code.python;

import dev.loopline.backfill.code.python.FactorInputs.Gap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Collects what one analysis finds, and stops it when it has taken too many steps. Not safe for several threads. */
final class Findings {

    private static final int MOST_FIELDS = 500;
    private static final int LONGEST_NAME = 100;
    private static final int MOST_FILES = 20;

    private final TreeSet<String> required = new TreeSet<>();
    private final TreeSet<String> optional = new TreeSet<>();
    private final Set<Gap> gaps = new LinkedHashSet<>();
    private final Deque<Set<String>> present = new ArrayDeque<>();
    private long steps;
    private int tolerant;
    private int longest;
    private boolean unbounded;
    private boolean windowUnknown;
    private boolean stopped;
    private final Set<String> opened = new LinkedHashSet<>();

    Findings(long steps) {
        this.steps = steps;
    }

    /** Ends an analysis whose steps are used up. */
    static final class StoppedException extends RuntimeException {
        StoppedException() {
            super("too many steps", null, false, false);
        }
    }

    void charge(int amount) {
        steps -= amount;
        if (steps < 0) {
            throw new StoppedException();
        }
    }

    /** The name of a column without the {@code $} of qlib. */
    static String plain(String column) {
        return column.startsWith("$") ? column.substring(1) : column;
    }

    /** A column of the source data is read. */
    void reads(String column, boolean onlyIfPresent) {
        String name = plain(column);
        if (name.isBlank() || name.length() > LONGEST_NAME || required.size() + optional.size() > MOST_FIELDS) {
            return;
        }
        boolean guarded = onlyIfPresent || tolerant > 0 || isPresent(column);
        (guarded ? optional : required).add(name);
    }

    /** A file that the program reads. */
    void opens(String path) {
        if (opened.size() < MOST_FILES) {
            opened.add(path);
        }
    }

    /** The files that the program reads by a name that is known, in the order of their first use. */
    List<String> opened() {
        return List.copyOf(opened);
    }

    /** A value needs this many days of history. */
    void reaches(int days) {
        longest = Math.max(longest, days);
    }

    void unbounded() {
        unbounded = true;
        gap("LOOKBACK_UNBOUNDED", "It uses all history (an expanding or cumulative operation).");
    }

    void windowUnknown(String what) {
        windowUnknown = true;
        gap("WINDOW_NOT_DERIVED", "A window is computed while it runs: " + what);
    }

    void gap(String code, String reason) {
        if (gaps.size() < 10) {
            gaps.add(new Gap(code, reason));
        }
    }

    /** From here to {@link #leave}, these columns are known to be there. */
    void enter(Collection<String> columns) {
        present.push(new LinkedHashSet<>(columns));
    }

    void leave() {
        present.pop();
    }

    boolean isPresent(String column) {
        return present.stream().anyMatch(columns -> columns.contains(column));
    }

    /** Whether a missing column is caught from here on. */
    void tolerate(boolean begins) {
        tolerant += begins ? 1 : -1;
    }

    /** The analysis was given up; what was found so far is not the whole. */
    void stop(String reason) {
        stopped = true;
        gaps.add(new Gap("ANALYSIS_STOPPED", reason));
    }

    /** What is known of one value: the fields that flow into it, and how far it reaches back. */
    FactorInputs of(Reach reach) {
        TreeSet<String> must = new TreeSet<>(required);
        TreeSet<String> may = new TreeSet<>(optional);
        must.retainAll(reach.fields());
        may.retainAll(reach.fields());
        boolean fields = !stopped && !(must.isEmpty() && may.isEmpty());
        return new FactorInputs(
                must,
                may,
                fields,
                Math.max(1, reach.days()),
                fields && !windowUnknown,
                unbounded,
                new ArrayList<>(gaps));
    }

    FactorInputs result() {
        boolean fields = !stopped && !(required.isEmpty() && optional.isEmpty());
        if (!fields && !stopped) {
            gap("FIELDS_NOT_DERIVED", "The code names no column that could be followed to its source data.");
        }
        boolean lookback = !stopped && !windowUnknown && (fields || longest > 0);
        return new FactorInputs(
                required, optional, fields, Math.max(1, longest), lookback, unbounded, new ArrayList<>(gaps));
    }
}
