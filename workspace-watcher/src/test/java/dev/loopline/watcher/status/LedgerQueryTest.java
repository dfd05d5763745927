package dev.loopline.watcher.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.watcher.registry.Registry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerQueryTest {

    private static final int REVISION = 2;

    @TempDir
    Path folder;

    @Test
    void everyRegisteredLoopIsInExactlyOneColumnWhateverBecameOfIt() throws Exception {
        // Given: each loop with every combination of what its columns may say
        int loops = 0;
        try (Registry registry = Registry.open(folder.resolve("registry.sqlite"))) {
            for (int backfilled = 0; backfilled <= REVISION; backfilled++) {
                for (int imported = 0; imported <= REVISION; imported++) {
                    for (int failed = 0; failed <= REVISION; failed++) {
                        for (Integer hasResult : new Integer[] {null, 0, 1}) {
                            put(registry, loops++, "registered", backfilled, imported, failed, hasResult);
                        }
                    }
                }
            }
            put(registry, loops, "withdrawn", 2, 2, 0, 1);

            // When
            Ledger ledger = new LedgerQuery(registry).now();

            // Then
            assertThat(ledger.registered()).isEqualTo(loops);
            assertThat(ledger.unaccounted()).isZero();
            assertThat(List.of(ledger.imported(), ledger.inFlight(), ledger.deadLetters(), ledger.rejected()))
                    .containsExactly(27L, 32L, 18L, 4L);
        }
    }

    @Test
    void putsEachLoopWhereItIs() throws Exception {
        // Given
        try (Registry registry = Registry.open(folder.resolve("registry.sqlite"))) {
            put(registry, 0, "registered", 1, 1, 0, 1); // imported once, and registered anew since
            put(registry, 1, "registered", 2, 2, 0, 1);
            put(registry, 2, "registered", 2, 0, 2, 1);
            put(registry, 3, "registered", 2, 0, 0, 0);
            put(registry, 4, "registered", 2, 0, 1, 1); // it passed where it had failed

            // When
            Ledger ledger = new LedgerQuery(registry).now();

            // Then
            assertThat(ledger).isEqualTo(new Ledger(5, 1, 2, 1, 1));
        }
    }

    @Test
    void isEmptyInANewRegistry() throws Exception {
        try (Registry registry = Registry.open(folder.resolve("registry.sqlite"))) {
            assertThat(new LedgerQuery(registry).now()).isEqualTo(new Ledger(0, 0, 0, 0, 0));
        }
    }

    @Test
    void knowsSinceWhenTheOldestLoopIsOnItsWay() throws Exception {
        // Given
        try (Registry registry = Registry.open(folder.resolve("registry.sqlite"))) {
            put(registry, 0, "registered", 2, 2, 0, 1);
            put(registry, 1, "registered", 2, 0, 2, 1);
            put(registry, 2, "registered", 2, 0, 0, 0);
            put(registry, 3, "withdrawn", 0, 0, 0, null);
            registeredAt(registry, "2026-01-01T00:00:00Z");
            assertThat(new LedgerQuery(registry).oldestInFlight()).isEmpty();
            put(registry, 4, "registered", 0, 0, 0, null);
            put(registry, 5, "registered", 2, 0, 1, 1);
            registeredAt(registry, "2026-01-02T00:00:00Z");
            put(registry, 6, "registered", 0, 0, 0, null);
            registeredAt(registry, "2026-01-03T00:00:00Z");

            // When, Then
            assertThat(new LedgerQuery(registry).oldestInFlight()).contains(Instant.parse("2026-01-02T00:00:00Z"));
        }
    }

    /** All loops that have no time yet. */
    private static void registeredAt(Registry registry, String time) throws Exception {
        registry.write(session ->
                session.update("UPDATE loopline_loop SET registered_at_utc = ? WHERE registered_at_utc IS NULL", time));
    }

    private static void put(
            Registry registry,
            int loop,
            String state,
            int backfilled,
            int imported,
            int failed,
            @Nullable Integer hasResult)
            throws Exception {
        registry.write(session -> session.update("""
                INSERT INTO loopline_loop (task_run_id, loop_id, state, revision, content_digest, backfilled_revision,
                    imported_revision, failed_revision, has_result) VALUES ('t', ?, ?, ?, 'digest', ?, ?, ?, ?)""", loop, state, REVISION, backfilled, imported, failed, hasResult));
    }
}
