package dev.loopline.kit.startup;

import org.jboss.logging.Logger;

/**
 * Runs a check at start-up. A refusal is logged as one line that begins with {@value #PREFIX}, so that the operator
 * finds the reason, and then ends the start with an exit code that is not zero.
 */
public final class StartupGate {

    public static final String PREFIX = "Cannot start: ";

    private static final Logger LOG = Logger.getLogger(StartupGate.class);

    private StartupGate() {}

    public static void require(Runnable check) {
        try {
            check.run();
        } catch (StartupRefusedException e) {
            LOG.fatal(PREFIX + e.getMessage());
            throw e;
        }
    }
}
