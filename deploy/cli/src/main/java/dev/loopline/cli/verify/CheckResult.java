package dev.loopline.cli.verify;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How a check ended. */
public sealed interface CheckResult {

    /** {@code passed}, {@code failed} or {@code n/a}. */
    String word();

    /** What was found, in a few words. */
    String detail();

    /** What was stated holds. */
    record Passed(String detail) implements CheckResult {
        @Override
        public String word() {
            return "passed";
        }
    }

    /**
     * It does not hold.
     *
     * @param detail how many of how many are wrong
     * @param offenders the first of them, each with its reason before it
     * @param reasons how many there are of each reason
     */
    record Failed(String detail, List<String> offenders, Map<String, Integer> reasons) implements CheckResult {
        public Failed {
            offenders = List.copyOf(offenders);
            reasons = Collections.unmodifiableMap(new TreeMap<>(reasons));
        }

        @Override
        public String word() {
            return "failed";
        }
    }

    /** There is nothing to check. */
    record NotApplicable(String detail) implements CheckResult {
        @Override
        public String word() {
            return "n/a";
        }
    }
}
