package dev.loopline.watcher.home;

/** Another watcher owns the home. The message says who, and what to do. */
public final class HomeOwnedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    HomeOwnedException(String message) {
        super(message);
    }
}
