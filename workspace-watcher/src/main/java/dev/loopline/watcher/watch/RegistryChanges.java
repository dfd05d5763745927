package dev.loopline.watcher.watch;

import dev.loopline.watcher.registry.Registry;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Whether RD-Agent committed something, remembered for both who want to know: the look at recent rows, and the survey, which
 * reads all rows again. SQLite says it only once. Safe for all threads.
 */
final class RegistryChanges {

    private final Registry registry;
    private final AtomicBoolean unseenCommit = new AtomicBoolean();
    private final AtomicBoolean rowsStale = new AtomicBoolean(true);
    private volatile String newestUpdate = "";

    RegistryChanges(Registry registry) {
        this.registry = registry;
    }

    /** Whether something was committed that no look at recent rows has seen; from now on it counts as seen. */
    boolean takeUnseenCommit() throws SQLException {
        ask();
        return unseenCommit.getAndSet(false);
    }

    /** Whether rows were written since all were read last; from now on they count as read. */
    boolean takeRowsStale() throws SQLException {
        ask();
        return rowsStale.getAndSet(false);
    }

    /** All rows have to be read again: we wrote some ourselves, or reading failed. */
    void rowsWritten() {
        rowsStale.set(true);
    }

    /** The newest time stamp that was read, in the registry's own spelling. */
    String newestUpdate() {
        return newestUpdate;
    }

    void readUntil(String newest) {
        newestUpdate = newest;
    }

    private void ask() throws SQLException {
        if (registry.changedByOthers()) {
            rowsStale.set(true);
            unseenCommit.set(true);
        }
    }
}
