package dev.loopline.watcher.register;

import java.util.Optional;

/** Where the events about registered loops go. */
@FunctionalInterface
public interface Outlet {

    /** Something was put into the outbox and is committed. */
    void filled();

    /** Why no revision may be given out at the moment; empty if it may. */
    default Optional<String> closed() {
        return Optional.empty();
    }
}
