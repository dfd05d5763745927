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

    /**
     * As it is answered.
     *
     * @param id {@code V2} and so on
     * @param statement what should hold
     * @param result {@code passed}, {@code failed} or {@code n/a}
     * @param detail what was found, in a few words
     * @param reasons how many things are wrong for each reason
     * @param offenders the first of them
     */
    record Line(
            String id,
            String statement,
            String result,
            String detail,
            Map<String, Integer> reasons,
            List<String> offenders) {

        static Line notHere(String id, String asksFor) {
            return new Line(id, "asks for " + asksFor, "n/a", "run `loopline verify`", Map.of(), List.of());
        }
    }

    Line line(String id, String statement, String things) {
        String result = wrong > 0 ? "failed" : looked == 0 ? "n/a" : "passed";
        String detail = wrong > 0
                ? wrong + " wrong, " + looked + " " + things + " looked at"
                : looked == 0 ? "empty: no " + things : looked + " " + things;
        return new Line(id, statement, result, detail, reasons, offenders);
    }
}
