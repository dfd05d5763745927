package dev.loopline.importer.upsert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loopline.importer.bundle.BundleResult;
import dev.loopline.importer.sample.SampleLoop;
import dev.loopline.importer.sample.TestDatabase;
import dev.loopline.kit.failure.FailureClassifier;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Another program writes AIstock's rows in another order. */
class DeadlockIT {

    private static final String TOUCH = "UPDATE aistock_loop_catalog SET hypothesis = 'by hand' WHERE loop_id = ";

    private TestDatabase database;
    private CatalogStore store;

    /** Who waits longest looks for a deadlock first, and is the one that PostgreSQL ends: here the importer. */
    @BeforeEach
    void open() throws SQLException {
        database = TestDatabase.migrated();
        database.executeAsSuperuser("ALTER ROLE loopline SET deadlock_timeout = '5s'");
        store = new CatalogStore(database.source(), Clock.systemUTC());
    }

    @AfterEach
    void reset() throws SQLException {
        database.executeAsSuperuser("ALTER ROLE loopline RESET deadlock_timeout");
    }

    @Test
    void isRepeatedWhenItIsTheVictimOfAForeignWriter() throws Exception {
        // Given
        store.apply(changes(1));
        Throwable failure;
        try (Connection other = database.source().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute(TOUCH + 2);
            CompletableFuture<Throwable> importing =
                    CompletableFuture.supplyAsync(() -> catchThrowable(() -> store.apply(changes(2))));
            Awaitility.await().until(() -> waitingForLocks() == 1);

            // When
            statement.execute(TOUCH + 1);
            other.commit();
            failure = importing.get(30, TimeUnit.SECONDS);
        }

        // Then: nothing of it was written, and it is worth another try
        assertThat(failure)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("40P01"));
        assertThat(failure).matches(FailureClassifier::isTransient);
        assertThat(hypotheses()).containsExactly("by hand", "by hand");
        assertThat(database.rows("SELECT 1 FROM loopline_rejected")).isEmpty();
        assertThat(store.apply(changes(2))).allMatch(one -> one.status() == ImportOutcome.Status.IMPORTED);
        assertThat(hypotheses()).containsExactly("revision 2", "revision 2");
    }

    private List<String> hypotheses() throws SQLException {
        return database.rows("SELECT hypothesis FROM aistock_loop_catalog ORDER BY loop_id");
    }

    private long waitingForLocks() throws SQLException {
        return database.rows("SELECT 1 FROM pg_locks WHERE NOT granted").size();
    }

    private static List<CatalogChange> changes(long revision) {
        return List.of(change(1, revision), change(2, revision));
    }

    private static CatalogChange change(int loop, long revision) {
        SampleLoop sample = SampleLoop.of("t", loop).revision(revision).hypothesis("revision " + revision);
        return new CatalogChange.Import(sample.build(), BundleResult.AVAILABLE);
    }
}
