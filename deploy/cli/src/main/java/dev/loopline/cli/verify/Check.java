package dev.loopline.cli.verify;

/** One of the checks. Stateless. */
public interface Check {

    /** {@code V1} and so on. */
    String id();

    /** What should hold, in a few words. */
    String statement();

    /** Looks whether it holds. Whatever it throws counts as a failure. */
    CheckResult run(VerifyContext context) throws Exception;

    /** The work of a check. */
    interface Body {
        CheckResult run(VerifyContext context) throws Exception;
    }

    /** A check made of its parts. */
    static Check of(String id, String statement, Body body) {
        return new Check() {
            @Override
            public String id() {
                return id;
            }

            @Override
            public String statement() {
                return statement;
            }

            @Override
            public CheckResult run(VerifyContext context) throws Exception {
                return body.run(context);
            }
        };
    }
}
