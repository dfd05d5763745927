package dev.loopline.watcher.status;

import dev.loopline.watcher.registry.Registry;
import jakarta.inject.Singleton;
import java.sql.SQLException;

/** Draws up the ledger from {@code loopline_loop}; each column by a condition of its own, in one query. Safe for all threads. */
@Singleton
public class LedgerQuery {

    private static final String IMPORTED = "imported_revision >= revision";
    private static final String FAILED = "failed_revision >= revision";
    private static final String TURNED_DOWN = "backfilled_revision >= revision AND COALESCE(has_result, 1) = 0";

    private static final String QUERY = """
            SELECT COUNT(*) AS registered,
                TOTAL(%1$s) AS imported,
                TOTAL(NOT (%1$s) AND NOT (%2$s) AND (backfilled_revision < revision OR COALESCE(has_result, 1) <> 0)) AS in_flight,
                TOTAL(NOT (%1$s) AND %2$s) AS dead_letters,
                TOTAL(NOT (%1$s) AND NOT (%2$s) AND %3$s) AS rejected
            FROM loopline_loop WHERE state = 'registered' AND content_digest IS NOT NULL""".formatted(IMPORTED, FAILED, TURNED_DOWN);

    private final Registry registry;

    LedgerQuery(Registry registry) {
        this.registry = registry;
    }

    /** As it is now. */
    public Ledger now() throws SQLException {
        return registry.view(session -> session.list(
                        QUERY,
                        row -> new Ledger(
                                row.getLong("registered"),
                                row.getLong("imported"),
                                row.getLong("in_flight"),
                                row.getLong("dead_letters"),
                                row.getLong("rejected"))))
                .get(0);
    }
}
