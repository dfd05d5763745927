package dev.loopline.importer.upsert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.importer.bundle.BundleResult;
import dev.loopline.importer.sample.SampleLoop;
import dev.loopline.importer.sample.TestDatabase;
import dev.loopline.kit.failure.FailureClassifier;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusedRowsIT {

    private TestDatabase database;
    private CatalogStore store;

    @BeforeEach
    void open() throws SQLException {
        database = TestDatabase.migrated();
        store = new CatalogStore(database.source(), Clock.systemUTC());
    }

    @Test
    void aRowThatTheDatabaseRefusesDoesNotStopItsNeighbours() throws SQLException {
        // Given: a rule of AIstock's own that Loopline does not know
        database.execute("ALTER TABLE aistock_factor_catalog ADD CONSTRAINT no_bad CHECK (name <> 'BAD')");
        List<CatalogChange> changes = List.of(
                change(SampleLoop.of("t", 1)
                        .revision(1)
                        .factor("GOOD", "Ref($close, 1)")
                        .factor("BAD", "Ref($close, 2)")),
                change(SampleLoop.of("t", 2).revision(1).factor("ALSO", "Ref($close, 3)")));

        // When
        List<ImportOutcome> outcomes = store.apply(changes);

        // Then
        assertThat(outcomes).allMatch(one -> one.status() == ImportOutcome.Status.IMPORTED);
        assertThat(outcomes).extracting(one -> one.total().rejected()).containsExactlyInAnyOrder(1, 0);
        assertThat(database.rows("SELECT factor_name FROM aistock_factor_catalog ORDER BY 1"))
                .containsExactly("ALSO", "GOOD");
        assertThat(database.rows("SELECT task_run_id, loop_id, kind, entry_key, field, reason FROM loopline_rejected"))
                .containsExactly("t|1|factor|BAD|no_bad|DATABASE_REFUSED_23514");
        assertThat(database.rows("SELECT count(*) FROM aistock_loop_catalog")).containsExactly("2");
    }

    /** AIstock's scripts have columns of a certain length, and an index takes about 2,700 bytes of a text. */
    @ParameterizedTest
    @CsvSource({
        "ALTER TABLE aistock_factor_catalog ALTER COLUMN expression TYPE varchar(20), 22001",
        "CREATE INDEX ON aistock_factor_catalog (expression), 54000"
    })
    void aTextThatIsTooLongIsRefusedAndNeverCut(String limit, String state) throws SQLException {
        // Given
        database.execute(limit);
        String noise = new Random(1)
                .ints(20_000, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();

        // When
        store.apply(List.of(
                change(SampleLoop.of("t", 1).factor("SHORT", "Ref($close, 1)").factor("LONG", noise))));

        // Then
        assertThat(database.rows("SELECT name, expression FROM aistock_factor_catalog"))
                .containsExactly("SHORT|Ref($close, 1)");
        assertThat(database.rows("SELECT kind, entry_key, reason FROM loopline_rejected"))
                .containsExactly("factor|LONG|DATABASE_REFUSED_" + state);
        assertThat(database.rows("SELECT length(expression) FROM aistock_factor_occurrence ORDER BY 1"))
                .containsExactly("14", "20000");
    }

    @Test
    void aLoopWhoseOwnRowIsRefusedIsNotImportedAtAll() throws SQLException {
        // Given
        database.execute("ALTER TABLE aistock_loop_catalog ADD CONSTRAINT no_seven CHECK (loop_id <> 7)");

        // When / Then
        assertThatThrownBy(() -> store.apply(
                        List.of(change(SampleLoop.of("t", 7).revision(1).factor("A", "Ref($close, 1)")))))
                .isInstanceOf(SQLException.class);
        assertThat(database.dump()).isEmpty();
    }

    @Test
    void waitsForATableThatSomebodyHolds() throws Exception {
        // Given
        CompletableFuture<List<ImportOutcome>> importing;
        try (Connection other = database.source().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE aistock_loop_catalog IN ACCESS EXCLUSIVE MODE");

            // When
            importing = CompletableFuture.supplyAsync(() -> {
                try {
                    return store.apply(List.of(change(SampleLoop.of("t", 1).revision(1))));
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThatThrownBy(() -> importing.get(500, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            other.rollback();
        }

        // Then
        assertThat(importing.get(30, TimeUnit.SECONDS)).hasSize(1);
    }

    @Test
    void aDatabaseThatIsReadOnlyIsWorthWaitingFor() throws SQLException {
        // Given
        database.executeAsSuperuser("ALTER ROLE loopline SET default_transaction_read_only = on");

        // When / Then
        try {
            assertThatThrownBy(() ->
                            store.apply(List.of(change(SampleLoop.of("t", 1).revision(1)))))
                    .matches(FailureClassifier::isTransient);
        } finally {
            database.executeAsSuperuser("ALTER ROLE loopline RESET default_transaction_read_only");
        }
        assertThat(store.apply(List.of(change(SampleLoop.of("t", 1).revision(1)))))
                .hasSize(1);
    }

    private static CatalogChange change(SampleLoop loop) {
        return new CatalogChange.Import(loop.build(), BundleResult.AVAILABLE);
    }
}
