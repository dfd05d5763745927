package dev.loopline.cli.verify;

import dev.loopline.cli.text.Message;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Counts what a check looks at, and remembers the first things that are wrong. Safe for all threads. */
final class Findings {

    private static final int KEPT = 200;

    private final List<Finding> offenders = new ArrayList<>();
    private final Set<String> seen = new TreeSet<>();
    private final Map<String, Integer> reasons = new TreeMap<>();
    private final List<Finding> examples = new ArrayList<>();
    private final Map<String, Integer> explanations = new TreeMap<>();
    private int looked;
    private int wrong;

    /** One more thing was looked at. */
    void expect(boolean holds, Supplier<Message> offender) {
        expect(holds, Reason.INCONSISTENT, offender);
    }

    /** Likewise, with the reason if it does not hold. */
    synchronized void expect(boolean holds, Reason reason, Supplier<Message> offender) {
        looked++;
        if (!holds) {
            wrong(reason, offender.get());
        }
    }

    /** One more thing was looked at, and this was found. */
    synchronized void expectNone(Optional<Faults.Fault> fault, String where) {
        looked++;
        fault.ifPresent(found ->
                wrong(found.reason(), where.isEmpty() ? found.text() : Message.of("found.where", where, found.text())));
    }

    /** One more thing was looked at. If it does not hold, but Loopline says so itself, it counts as explained. */
    void expectUnless(
            boolean holds, Optional<ProductView.Explained> explained, Reason reason, Supplier<Message> offender) {
        if (!holds && explained.isPresent()) {
            explain(explained.get());
        } else {
            expect(holds, reason, offender);
        }
    }

    /** Likewise. */
    void expectNoneUnless(Optional<Faults.Fault> fault, Optional<ProductView.Explained> explained, String where) {
        if (fault.isPresent() && explained.isPresent()) {
            explain(explained.get());
        } else {
            expectNone(fault, where);
        }
    }

    /** Something is not as stated, and Loopline says so itself. */
    void explain(ProductView.Explained explained) {
        explain(explained.why(), explained.text());
    }

    synchronized void explain(Explanation why, Message text) {
        explanations.merge(why.name(), 1, Integer::sum);
        Finding example = Finding.of(why, text);
        if (examples.size() < KEPT && !examples.contains(example)) {
            examples.add(example);
        }
    }

    /** Something is wrong that is not one of the things counted. */
    void wrong(Message offender) {
        wrong(Reason.INCONSISTENT, offender);
    }

    /** Likewise, with the reason. */
    synchronized void wrong(Reason reason, Message offender) {
        wrong++;
        reasons.merge(reason.name(), 1, Integer::sum);
        if (offenders.size() < KEPT && seen.add(offender.english())) {
            offenders.add(Finding.of(reason, offender));
        }
    }

    /** Both sets must be equal; each element of either counts. */
    void expectSame(Collection<String> expected, Collection<String> found, Message where) {
        expectSame(expected, found, Reason.INCONSISTENT, where);
    }

    /** Likewise, with the reason where one is missing. */
    void expectSame(Collection<String> expected, Collection<String> found, Reason missing, Message where) {
        for (String one : expected) {
            expect(found.contains(one), missing, () -> Message.of("found.missing.where", one, where));
        }
        for (String one : found) {
            if (!expected.contains(one)) {
                wrong(Message.of("found.extra.where", one, where));
            }
        }
    }

    /**
     * @param what the things that were counted, such as {@code loops}: the end of the key of their name
     */
    CheckResult result(String what) {
        return result(what, Message.of("verify.counts", looked, things(what)));
    }

    /**
     * Likewise.
     *
     * @param counts what to say where nothing is wrong
     */
    synchronized CheckResult result(String what, Message counts) {
        if (wrong > 0) {
            Message found = explanations.isEmpty()
                    ? Message.of("verify.wrong", wrong, looked, things(what))
                    : Message.of("verify.wrong.explained", wrong, looked, things(what), explained());
            return new CheckResult.Failed(found, offenders, reasons);
        }
        if (!explanations.isEmpty()) {
            return new CheckResult.Explained(
                    Message.of("verify.counts.explained", counts, explained()), examples, explanations);
        }
        return looked == 0
                ? new CheckResult.NotApplicable(Message.of("verify.empty", things(what)))
                : new CheckResult.Passed(counts);
    }

    private static Message things(String what) {
        return Message.of("verify.things." + what);
    }

    private Message explained() {
        int all = explanations.values().stream().mapToInt(Integer::intValue).sum();
        return Message.of(
                "verify.reasons",
                all,
                explanations.entrySet().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .collect(Collectors.joining(", ")));
    }
}
