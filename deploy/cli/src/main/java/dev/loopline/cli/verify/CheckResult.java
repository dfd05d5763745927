package dev.loopline.cli.verify;

import dev.loopline.cli.text.Message;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How a check ended. */
public sealed interface CheckResult {

    /** {@code passed}, {@code explained}, {@code failed} or {@code n/a}: the word for programs. */
    String word();

    /** What was found, in a few words. */
    Message found();

    /** The same for programs. */
    default String detail() {
        return found().english();
    }

    /** What was stated holds. */
    record Passed(Message found) implements CheckResult {
        @Override
        public String word() {
            return "passed";
        }
    }

    /**
     * Where it does not hold, Loopline itself says why. No fault.
     *
     * @param found how many things were looked at, and how many are explained for which reason
     * @param findings the first of them
     * @param reasons how many there are of each reason
     */
    record Explained(Message found, List<Finding> findings, Map<String, Integer> reasons) implements CheckResult {
        public Explained {
            findings = List.copyOf(findings);
            reasons = Collections.unmodifiableMap(new TreeMap<>(reasons));
        }

        /** The first of them for programs, each with its reason before it. */
        public List<String> examples() {
            return findings.stream().map(Finding::english).toList();
        }

        @Override
        public String word() {
            return "explained";
        }
    }

    /**
     * It does not hold.
     *
     * @param found how many of how many are wrong
     * @param findings the first of them
     * @param reasons how many there are of each reason
     */
    record Failed(Message found, List<Finding> findings, Map<String, Integer> reasons) implements CheckResult {
        public Failed {
            findings = List.copyOf(findings);
            reasons = Collections.unmodifiableMap(new TreeMap<>(reasons));
        }

        /** The first of them for programs, each with its reason before it. */
        public List<String> offenders() {
            return findings.stream().map(Finding::english).toList();
        }

        @Override
        public String word() {
            return "failed";
        }
    }

    /** There is nothing to check. */
    record NotApplicable(Message found) implements CheckResult {
        @Override
        public String word() {
            return "n/a";
        }
    }
}
