package dev.loopline.catalog.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.catalog.sample.SampleLoop;
import dev.loopline.catalog.state.CatalogState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportScheduleTest {

    @Test
    void changesOfOneWindowShareAWrite(@TempDir Path folder) throws Exception {
        try (CatalogState state = Exports.state(folder);
                ExportSchedule schedule = schedule(state, folder, Duration.ofMillis(300))) {
            // When
            state.apply(List.of(Exports.present(SampleLoop.of("a", 0))), Map.of());
            schedule.request();
            schedule.request();
            await().until(() -> schedule.writes() > 0);

            // Then
            assertThat(schedule.writes()).isEqualTo(1);
        }
    }

    @Test
    void writesOnceWhatWaitsWhenItIsClosed(@TempDir Path folder) throws Exception {
        try (CatalogState state = Exports.state(folder)) {
            // Given
            ExportSchedule schedule = schedule(state, folder, Duration.ofSeconds(1));
            state.apply(List.of(Exports.present(SampleLoop.of("a", 0))), Map.of());
            schedule.request();

            // When
            schedule.close();

            // Then
            assertThat(schedule.writes()).isEqualTo(1);
            assertThat(folder.resolve("loop_catalog.json")).content().contains("\"task_run_id\": \"a\"");
        }
    }

    private static ExportSchedule schedule(CatalogState state, Path folder, Duration window) {
        return new ExportSchedule(new CatalogFiles(state::reader, List.of(folder)), window, failure -> {});
    }
}
