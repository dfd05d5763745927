package dev.loopline.catalog.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.catalog.sample.SampleLoop;
import dev.loopline.catalog.state.CatalogReader;
import dev.loopline.catalog.state.CatalogState;
import dev.loopline.catalog.state.Change;
import java.nio.file.Files;
import java.nio.file.Path;
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
    void neverEmptiesTheCatalogs(@TempDir Path folder) throws Exception {
        // Given: a generation without a loop, and catalogs that are not empty
        try (CatalogState inUse = CatalogState.open(folder);
                CatalogState empty = CatalogState.openGeneration(folder.resolve("catalog-1.sqlite"))) {
            inUse.apply(List.of(Change.of(SampleLoop.of("kept", 0).event())), Map.of());

            // When, Then
            assertThatThrownBy(() -> inUse.succeed(empty, RebuildRun::requireLoops))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("nothing was changed");
            try (CatalogReader reader = inUse.reader()) {
                assertThat(reader.keys(null)).hasSize(1);
            }
        }
    }
}
