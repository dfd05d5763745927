package dev.loopline.importer.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.importer.sample.TestDatabase;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SyncRunsIT {

    private static final Instant NOW = Instant.parse("2026-01-07T10:00:00Z");

    @Test
    void aRunOutlivesItsProcessAndDoesNotStayRunning() throws SQLException {
        // Given: a process that is killed in the middle of a run
        TestDatabase database = TestDatabase.migrated();
        SyncStatus first = new SyncRuns(database.source()).begin(null, NOW);
        new SyncRuns(database.source())
                .save(new SyncStatus(
                        first.runId(),
                        SyncStatus.RUNNING,
                        "importing",
                        0.5,
                        null,
                        NOW,
                        null,
                        null,
                        Map.of("loop", ImportSummary.none("loop").plusUnreadable())));

        // When: another process starts
        SyncRuns runs = new SyncRuns(database.source());
        runs.failInterrupted(NOW.plusSeconds(9));
        SyncStatus second = runs.begin(NOW, NOW.plusSeconds(10));

        // Then
        assertThat(runs.latest()).isEqualTo(second);
        assertThat(runs.history(10, 0)).hasSize(2).last().satisfies(run -> {
            assertThat(run.state()).isEqualTo(SyncStatus.FAILED);
            assertThat(run.progress()).isEqualTo(0.5);
            assertThat(run.finishedAt()).isEqualTo(NOW.plusSeconds(9));
            assertThat(run.lastResult().get("loop").errors()).isEqualTo(1);
        });
    }
}
