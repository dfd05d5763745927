package dev.loopline.watcher.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.LoopKey;
import dev.loopline.samples.SampleHome;
import dev.loopline.watcher.Watching;
import dev.loopline.watcher.register.Demand;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was asked for goes on after the watcher ended in the middle of it. */
class RequestAfterCrashTest {

    @TempDir
    Path folder;

    @Test
    void givesEachLoopItsNewRevisionOnceAcrossTheCrash() throws Exception {
        // Given a request of which one loop was served when the watcher ended
        SampleHome.builder(folder).registryLoops(3).modelBytes(1000).write();
        BackfillRequest request = new BackfillRequest(null, null, null, null, null, null, true, false, true, false);
        String id;
        try (Watching watching = new Watching(folder)) {
            watching.awaitPublished(3);
            BackfillDesk desk = new BackfillDesk(watching.registry, Map::of, Clock.systemUTC());
            watching.loop.close();
            id = desk.keep(request, desk.select(request));
            watching.registry.write(session -> {
                Map.Entry<LoopKey, Demand> one =
                        RequestTable.pending(session, 1).entrySet().iterator().next();
                RequestTable.fail(session, one.getKey(), one.getValue(), "served before the crash");
                return one;
            });
        }

        // When
        try (Watching again = new Watching(folder)) {
            again.awaitPublished(2);
            again.awaitScans(3);

            // Then
            assertThat(again.published()).hasSize(2).allSatisfy(published -> {
                assertThat(published.event().revision()).isEqualTo(2);
                assertThat(published.event().requestId()).isEqualTo(id);
                assertThat(published.event().overwrite()).isTrue();
            });
            BackfillProgress progress = again.registry
                    .view(session -> RequestProgress.of(session, id))
                    .orElseThrow();
            assertThat(List.of(progress.total(), progress.registered(), progress.failed(), progress.waiting()))
                    .containsExactly(3L, 2L, 1L, 0L);
        }
    }
}
