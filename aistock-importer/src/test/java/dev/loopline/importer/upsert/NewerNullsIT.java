package dev.loopline.importer.upsert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.event.CatalogUpdated;
import dev.loopline.importer.bundle.BundleResult;
import dev.loopline.importer.sample.SampleLoop;
import dev.loopline.importer.sample.TestDatabase;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What docs/adr/0010 decides. */
class NewerNullsIT {

    private static final String FIGURES = "SELECT l.sharpe, f.best_performance_sharpe, o.sharpe, l.metrics FROM"
            + " aistock_loop_catalog l, aistock_factor_catalog f, aistock_factor_occurrence o";

    @Test
    void whatANewerRevisionNoLongerHasIsNullAsIfItHadNeverBeenThere() throws SQLException {
        // Given: figures that the loop's next revision does not have any more
        CatalogUpdated first = SampleLoop.of("t", 1)
                .revision(1)
                .factor("MA5", "Mean($close, 5)")
                .build();
        CatalogUpdated second = SampleLoop.of("t", 1)
                .revision(2)
                .sharpe(null)
                .metrics("{}")
                .factor("MA5", "Mean($close, 5)")
                .build();

        // When: one importer saw both, another reads the compacted topic, which has kept the second only
        TestDatabase database = imported(first, second);
        List<String> figures = database.rows(FIGURES);
        List<String> sawBoth = database.dump();
        List<String> sawTheSecond = imported(second).dump();

        // Then
        assertThat(figures).containsExactly("null|null|null|{}");
        assertThat(sawBoth).isEqualTo(sawTheSecond);
    }

    private static TestDatabase imported(CatalogUpdated... events) throws SQLException {
        TestDatabase database = TestDatabase.migrated();
        CatalogStore store = new CatalogStore(database.source(), Clock.systemUTC());
        for (CatalogUpdated event : events) {
            store.apply(List.of(new CatalogChange.Import(event, BundleResult.AVAILABLE)));
        }
        return database;
    }
}
