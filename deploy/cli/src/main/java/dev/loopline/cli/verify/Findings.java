package dev.loopline.cli.verify;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Counts what a check looks at, and remembers the first things that are wrong. Safe for all threads. */
final class Findings {

    private static final int SHOWN = 5;

    private final List<String> offenders = new ArrayList<>();
    private final Set<String> seen = new TreeSet<>();
    private int looked;
    private int wrong;

    /** One more thing was looked at. */
    synchronized void expect(boolean holds, Supplier<String> offender) {
        looked++;
        if (!holds) {
            wrong(offender.get());
        }
    }

    /** Something is wrong that is not one of the things counted. */
    synchronized void wrong(String offender) {
        wrong++;
        if (seen.add(offender)) {
            offenders.add(offender);
        }
    }

    /** Both sets must be equal; each element of either counts. */
    void expectSame(Collection<String> expected, Collection<String> found, String where) {
        for (String one : expected) {
            expect(found.contains(one), () -> one + " is missing " + where);
        }
        for (String one : found) {
            if (!expected.contains(one)) {
                wrong(one + " is " + where + " but should not be");
            }
        }
    }

    /**
     * @param what the things that were counted, such as {@code loops}
     */
    synchronized CheckResult result(String what) {
        if (wrong > 0) {
            List<String> first = offenders.subList(0, Math.min(SHOWN, offenders.size()));
            return new CheckResult.Failed(wrong + " wrong, " + looked + " " + what + " looked at", first);
        }
        return looked == 0
                ? new CheckResult.NotApplicable("empty: no " + what)
                : new CheckResult.Passed(looked + " " + what);
    }
}
