package dev.loopline.catalog.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What one check found: counts, and the first things that are wrong. Not safe for several threads. */
final class Outcome {

    private static final int SHOWN = 5;

    private final Map<String, Integer> reasons = new TreeMap<>();
    private final List<String> offenders = new ArrayList<>();
    private final Map<String, Integer> explained = new TreeMap<>();
    private final List<String> examples = new ArrayList<>();
    private long looked;
    private long wrong;

    /** One more thing was looked at. */
    void expect(boolean holds, String reason, String offender) {
        looked++;
        if (!holds) {
            wrong++;
            reasons.merge(reason, 1, Integer::sum);
            if (offenders.size() < SHOWN) {
                offenders.add(reason + ": " + offender);
            }
        }
    }

    /** Something is not as stated, and Loopline says so itself: no fault. */
    void explain(String reason, String example) {
        explained.merge(reason, 1, Integer::sum);
        if (examples.size() < SHOWN) {
            examples.add(reason + ": " + example);
        }
    }

    /**
     * As it is answered.
     *
     * @param id {@code V2} and so on
     * @param statement what should hold
     * @param result {@code passed}, {@code explained}, {@code failed} or {@code n/a}
     * @param detail what was found, in a few words
     * @param reasons how many things are wrong, or explained if none is wrong, for each reason
     * @param offenders the first that are wrong
     * @param explained the first that are not as stated and explained
     */
    record Line(
            String id,
            String statement,
            String result,
            String detail,
            Map<String, Integer> reasons,
            List<String> offenders,
            List<String> explained) {

        static Line notHere(String id, String asksFor) {
            return new Line(id, "asks for " + asksFor, "n/a", "run `loopline verify`", Map.of(), List.of(), List.of());
        }
    }

    Line line(String id, String statement, String things) {
        String also = explained.isEmpty() ? "" : ", explained " + explained;
        if (wrong > 0) {
            String detail = wrong + " wrong, " + looked + " " + things + " looked at" + also;
            return new Line(id, statement, "failed", detail, reasons, offenders, examples);
        }
        if (!explained.isEmpty()) {
            return new Line(id, statement, "explained", looked + " " + things + also, explained, offenders, examples);
        }
        String detail = looked == 0 ? "empty: no " + things : looked + " " + things;
        return new Line(id, statement, looked == 0 ? "n/a" : "passed", detail, reasons, offenders, examples);
    }
}
