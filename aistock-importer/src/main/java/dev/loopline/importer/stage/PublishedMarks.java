package dev.loopline.importer.stage;

import dev.loopline.importer.upsert.CatalogStore;
import dev.loopline.importer.upsert.ImportOutcome;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Imports that were announced and are not yet marked so. They are marked some at a time: a mark that a crash loses means that
 * the loop is announced once more. Safe for all threads.
 */
@Singleton
class PublishedMarks {

    private final CatalogStore store;
    private final List<ImportOutcome> waiting = new ArrayList<>();

    PublishedMarks(CatalogStore store) {
        this.store = store;
    }

    synchronized void add(Collection<ImportOutcome> announced) {
        waiting.addAll(announced);
    }

    /** Marks what is waiting; what cannot be marked now goes on waiting. */
    void flush() throws SQLException {
        List<ImportOutcome> taken;
        synchronized (this) {
            taken = List.copyOf(waiting);
        }
        if (!taken.isEmpty()) {
            store.published(taken);
            synchronized (this) {
                waiting.subList(0, taken.size()).clear();
            }
        }
    }
}
