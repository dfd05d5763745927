package dev.loopline.catalog.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.catalog.sample.SampleLoop;
import dev.loopline.catalog.state.CatalogReader;
import dev.loopline.catalog.state.CatalogState;
import dev.loopline.catalog.state.Change;
import dev.loopline.catalog.state.Difference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RebuildRunTest {

    /** A power cut takes what is in the journal only; the pointer is on disk by then. */
    @Test
    void pointsToNoGenerationThatIsNotWholeWithoutItsJournal(@TempDir Path folder) throws Exception {
        // Given
        Path next = folder.resolve("catalog-1.sqlite");
        Path copy = folder.resolve("elsewhere/catalog.sqlite");
        Files.createDirectories(copy.getParent());
        try (CatalogState inUse = CatalogState.open(folder)) {
            CatalogState rebuilt = CatalogState.openGeneration(next);
            rebuilt.apply(List.of(Change.of(SampleLoop.of("new", 0).event())), Map.of());

            // When
            inUse.succeed(rebuilt, difference -> {});
            Files.copy(next, copy);
        }

        // Then
        try (CatalogState whole = CatalogState.open(copy.getParent())) {
            assertThat(whole.isRecovering()).isFalse();
            assertThat(whole.waiting(10)).hasSize(1);
        }
    }

    @Test
    void refusesWhatTheTopicDoesNotKnowUnlessTheLossIsAccepted(@TempDir Path folder) throws Exception {
        // Given: one loop that the topic does not know, and one that it knows in an older revision
        RebuildScope all = new RebuildScope(null, null, null, null);
        RebuildRequest cautious = new RebuildRequest("r", all, false, null, "catalog-1.sqlite", Instant.EPOCH);
        RebuildRequest accepting = new RebuildRequest("r", all, false, true, "catalog-1.sqlite", Instant.EPOCH);
        try (CatalogState inUse = CatalogState.open(folder)) {
            CatalogState rebuilt = CatalogState.openGeneration(folder.resolve("catalog-1.sqlite"));
            inUse.apply(
                    List.of(
                            Change.of(SampleLoop.of("unknown", 0).event()),
                            Change.of(SampleLoop.of("older", 0).revision(2).event())),
                    Map.of());
            rebuilt.fill(List.of(Change.of(SampleLoop.of("older", 0).event())), Map.of());

            // When, Then
            assertThatThrownBy(() -> inUse.succeed(rebuilt, found -> RebuildRun.requireNoLoss(cautious, found)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("2 loops")
                    .hasMessageContaining("nothing was changed");
            try (CatalogReader reader = inUse.reader()) {
                assertThat(reader.keys(null)).hasSize(2);
            }

            // When
            Difference accepted = inUse.succeed(rebuilt, found -> RebuildRun.requireNoLoss(accepting, found));

            // Then
            assertThat(accepted.lost().count()).isEqualTo(2);
            assertThat(accepted.withdrawn().count()).isOne();
            try (CatalogReader reader = inUse.reader()) {
                assertThat(reader.keys(null)).hasSize(1);
            }
        }
    }
}
