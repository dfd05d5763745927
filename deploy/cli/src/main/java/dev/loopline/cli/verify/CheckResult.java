package dev.loopline.cli.verify;

import java.util.List;

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
     * @param offenders the first of them
     */
    record Failed(String detail, List<String> offenders) implements CheckResult {
        public Failed {
            offenders = List.copyOf(offenders);
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
