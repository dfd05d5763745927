package dev.loopline.cli.verify;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How a check ended. */
public sealed interface CheckResult {

    /** {@code passed}, {@code explained}, {@code failed} or {@code n/a}. */
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
     * Where it does not hold, Loopline itself says why. No fault.
     *
     * @param detail how many things were looked at, and how many are explained for which reason
     * @param examples the first of them, each with its reason before it
     * @param reasons how many there are of each reason
     */
    record Explained(String detail, List<String> examples, Map<String, Integer> reasons) implements CheckResult {
        public Explained {
            examples = List.copyOf(examples);
            reasons = Collections.unmodifiableMap(new TreeMap<>(reasons));
        }

        @Override
        public String word() {
            return "explained";
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
