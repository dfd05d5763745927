package dev.loopline.watcher.bookkeeping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.event.LoopImported;
import dev.loopline.kit.consume.BatchHandler;
import dev.loopline.samples.SampleHome;
import dev.loopline.watcher.Events;
import dev.loopline.watcher.Watching;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArrivalTimesTest {

    private final MeterRegistry metrics = new SimpleMeterRegistry();

    @TempDir
    Path folder;

    @Test
    void measuresEachRevisionOnce() throws Exception {
        // Given
        SampleHome.builder(folder).registryLoops(1).modelBytes(1000).write();
        try (Watching watching = new Watching(folder)) {
            watching.awaitPublished(1);
            LoopKey key = watching.published().get(0).event().key();
            BatchHandler<LoopImported> handler = new ArrivalTimes(watching.book, metrics)
                    .timing(new RegistryBookkeeping(watching.registry, watching.book, Clock.systemUTC())::imported);

            // When
            handler.handle(List.of(Events.delivery(Events.imported(key, 1))));
            handler.handle(List.of(Events.delivery(Events.imported(key, 1))));
            handler.handle(List.of(Events.delivery(Events.imported(key, 7))));

            // Then
            assertThat(metrics.get("loopline.loop.latency").timer().count()).isEqualTo(1);
        }
    }
}
