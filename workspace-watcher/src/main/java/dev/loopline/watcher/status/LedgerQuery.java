package dev.loopline.watcher.status;

import dev.loopline.watcher.register.RecordedTime;
import dev.loopline.watcher.registry.Registry;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

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

    private static final String OLDEST = """
            SELECT registered_at_utc FROM loopline_loop
            WHERE registered_at_utc IS NOT NULL AND state = 'registered' AND content_digest IS NOT NULL AND NOT (%1$s) AND NOT (%2$s)
                AND (backfilled_revision < revision OR COALESCE(has_result, 1) <> 0)
            ORDER BY registered_at_utc LIMIT 1""".formatted(IMPORTED, FAILED);

    private final Registry registry;

    LedgerQuery(Registry registry) {
        this.registry = registry;
    }

    /** When the loop was registered that is on its way the longest, at its newest revision; empty if none is on its way. */
    public Optional<Instant> oldestInFlight() throws SQLException {
        return registry.view(
                session -> session.first(OLDEST, row -> row.getString(1)).flatMap(RecordedTime::parse));
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
