package dev.loopline.catalog.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.loopline.catalog.export.CatalogFiles;
import dev.loopline.catalog.export.ExportSchedule;
import dev.loopline.catalog.sample.SampleLoop;
import dev.loopline.catalog.state.CatalogState;
import dev.loopline.catalog.state.Change;
import dev.loopline.kit.http.ProblemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogsResourceTest {

    /** AIstock takes out what a full sync does not find. */
    @Test
    void tellsNoChangesWhileLoopsAreMissing(@TempDir Path folder) throws Exception {
        try (CatalogState state = CatalogState.open(folder)) {
            // Given: a new state, of which the topic may hold more
            CatalogFiles files = new CatalogFiles(state::reader, List.of(folder));
            CatalogsResource resource = new CatalogsResource(
                    state, files, new ExportSchedule(files, Duration.ZERO, failure -> {}), new Pages(state));
            state.apply(List.of(Change.of(SampleLoop.of("early", 0).event())), Map.of());
            assertThat(state.isRecovering()).isTrue();

            // When, Then
            assertThatExceptionOfType(ProblemException.class)
                    .isThrownBy(() -> resource.changes(0, 10))
                    .satisfies(refused -> assertThat(refused.code()).isEqualTo("RECOVERING"));
        }
    }
}
