package dev.loopline.importer.upsert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.importer.bundle.BundleResult;
import dev.loopline.importer.sample.SampleLoop;
import dev.loopline.importer.sample.TestDatabase;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One loop several times: in one batch, and from importers whose clocks differ. */
class RepeatedLoopsIT {

    private TestDatabase database;

    @BeforeEach
    void open() throws SQLException {
        database = TestDatabase.migrated();
    }

    @Test
    void keepsTheNewestOfALoopThatComesSeveralTimesInOneBatch() throws SQLException {
        // Given
        List<CatalogChange> batch = new ArrayList<>();
        for (long revision : new long[] {2, 4, 1, 4, 3}) {
            batch.add(change(SampleLoop.of("t", 0)
                    .revision(revision)
                    .hypothesis("revision " + revision)
                    .factor("F" + revision, "Mean($close, 5)")));
        }
        batch.add(change(SampleLoop.of("t", 1).revision(1).factor("F4", "Mean($close, 10)")));

        // When
        store(Clock.systemUTC()).apply(batch);

        // Then
        assertThat(database.rows("SELECT hypothesis FROM aistock_loop_catalog WHERE loop_id = 0"))
                .containsExactly("revision 4");
        assertThat(database.rows("SELECT factor_name FROM aistock_factor_catalog"))
                .containsExactly("F4");
        assertThat(database.rows("SELECT loop_id FROM aistock_factor_occurrence ORDER BY 1"))
                .containsExactly("0", "1");
    }

    @Test
    void ordersByRevisionWhateverTheClocksSay() throws SQLException {
        // Given: an importer whose clock is far ahead, and one whose clock is far behind
        CatalogStore ahead = store(Clock.fixed(Instant.parse("2099-01-01T00:00:00Z"), ZoneOffset.UTC));
        CatalogStore behind = store(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
        SampleLoop loop = SampleLoop.of("t", 0);
        CatalogChange old = change(loop.revision(1).hypothesis("old"));
        CatalogChange newer = change(loop.revision(2).hypothesis("new"));
        ahead.apply(List.of(old));

        // When
        behind.apply(List.of(newer));
        ahead.apply(List.of(old));

        // Then
        assertThat(database.rows("SELECT hypothesis FROM aistock_loop_catalog")).containsExactly("new");
    }

    private CatalogStore store(Clock clock) {
        return new CatalogStore(database.source(), clock);
    }

    private static CatalogChange change(SampleLoop loop) {
        return new CatalogChange.Import(loop.build(), BundleResult.AVAILABLE);
    }
}
