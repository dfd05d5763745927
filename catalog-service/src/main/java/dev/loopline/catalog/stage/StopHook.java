package dev.loopline.catalog.stage;

import org.jboss.logging.Logger;

/** Lets a thread that waits during the start hear that the process is to stop. Stateless but for the hook. */
final class StopHook {

    private static final Logger LOG = Logger.getLogger(StopHook.class);

    private final Thread hook;

    private StopHook(Thread hook) {
        this.hook = hook;
    }

    /** Interrupts the calling thread when the process is to stop, until the hook is removed. */
    static StopHook interruptingThisThread() {
        Thread hook = new Thread(Thread.currentThread()::interrupt, "catalog-start-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        return new StopHook(hook);
    }

    void remove() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            LOG.debug("The process is stopping, so the hook stays.", e);
        }
    }
}
