package dev.loopline.watcher.register;

/** Thrown while no revision may be given out; see {@link Outlet#closed}. What was to be registered is found again. */
public final class OutletClosedException extends RuntimeException {

    OutletClosedException(String reason) {
        super(reason);
    }
}
