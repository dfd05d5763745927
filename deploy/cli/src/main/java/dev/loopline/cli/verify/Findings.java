package dev.loopline.cli.verify;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Counts what a check looks at, and remembers the first things that are wrong. Safe for all threads. */
final class Findings {

    private static final int SHOWN = 5;

    private final List<String> offenders = new ArrayList<>();
    private final Set<String> seen = new TreeSet<>();
    private final Map<String, Integer> reasons = new TreeMap<>();
    private int looked;
    private int wrong;

    /** One more thing was looked at. */
    void expect(boolean holds, Supplier<String> offender) {
        expect(holds, Reason.INCONSISTENT, offender);
    }

    /** Likewise, with the reason if it does not hold. */
    synchronized void expect(boolean holds, Reason reason, Supplier<String> offender) {
        looked++;
        if (!holds) {
            wrong(reason, offender.get());
        }
    }

    /** One more thing was looked at, and this was found. */
    synchronized void expectNone(Optional<Faults.Fault> fault, String where) {
        looked++;
        fault.ifPresent(found -> wrong(found.reason(), where.isEmpty() ? found.text() : where + ": " + found.text()));
    }

    /** Something is wrong that is not one of the things counted. */
    void wrong(String offender) {
        wrong(Reason.INCONSISTENT, offender);
    }

    /** Likewise, with the reason. */
    synchronized void wrong(Reason reason, String offender) {
        wrong++;
        reasons.merge(reason.name(), 1, Integer::sum);
        if (seen.add(offender)) {
            offenders.add(reason + ": " + offender);
        }
    }

    /** Both sets must be equal; each element of either counts. */
    void expectSame(Collection<String> expected, Collection<String> found, String where) {
        expectSame(expected, found, Reason.INCONSISTENT, where);
    }

    /** Likewise, with the reason where one is missing. */
    void expectSame(Collection<String> expected, Collection<String> found, Reason missing, String where) {
        for (String one : expected) {
            expect(found.contains(one), missing, () -> one + " is missing " + where);
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
            return new CheckResult.Failed(wrong + " wrong, " + looked + " " + what + " looked at", first, reasons);
        }
        return looked == 0
                ? new CheckResult.NotApplicable("empty: no " + what)
                : new CheckResult.Passed(looked + " " + what);
    }
}
