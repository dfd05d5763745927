package dev.loopline.kit.testing;

/**
 * For what waits for long in the background of a test. On two processors the common pool has one thread, and libraries that need it
 * (Groovy, at its first use) would wait as well. Stateless.
 */
public final class BackgroundThread {

    private BackgroundThread() {}

    public static void run(Runnable task) {
        Thread thread = new Thread(task, "background");
        thread.setDaemon(true);
        thread.start();
    }
}
