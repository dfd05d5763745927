package dev.loopline.cli.verify;

import dev.loopline.cli.text.Message;

/** One of the checks. Stateless. */
public interface Check {

    /** {@code V1} and so on. */
    String id();

    /** What should hold, in a few words. */
    Message statement();

    /** Looks whether it holds. Whatever it throws counts as a failure. */
    CheckResult run(VerifyContext context) throws Exception;

    /** The work of a check. */
    interface Body {
        CheckResult run(VerifyContext context) throws Exception;
    }

    /** A check made of its parts. */
    static Check of(String id, Body body) {
        return new Check() {
            @Override
            public String id() {
                return id;
            }

            @Override
            public Message statement() {
                return Message.of("verify." + id);
            }

            @Override
            public CheckResult run(VerifyContext context) throws Exception {
                return body.run(context);
            }
        };
    }
}
