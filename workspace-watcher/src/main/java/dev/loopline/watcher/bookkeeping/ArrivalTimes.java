package dev.loopline.watcher.bookkeeping;

import dev.loopline.contracts.event.LoopImported;
import dev.loopline.kit.consume.BatchHandler;
import dev.loopline.kit.consume.Delivery;
import dev.loopline.watcher.register.LoopBook;
import dev.loopline.watcher.register.RecordedTime;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Measures how long loops take from their registration until they are in AIstock, once for each revision. One that a newer revision
 * replaced on the way is not measured. Safe for all threads.
 */
@Singleton
class ArrivalTimes {

    private static final Duration[] BUCKETS = LongStream.of(
                    100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000, 1_800_000, 7_200_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final LoopBook book;
    private final Timer latency;

    ArrivalTimes(LoopBook book, MeterRegistry metrics) {
        this.book = book;
        this.latency = Timer.builder("loopline.loop.latency")
                .description("from the registration of a loop until it was in AIstock")
                .serviceLevelObjectives(BUCKETS)
                .register(metrics);
    }

    BatchHandler<LoopImported> timing(BatchHandler<LoopImported> handler) {
        return batch -> {
            List<Duration> arrived = arriving(batch);
            handler.handle(batch);
            arrived.forEach(latency::record);
        };
    }

    private List<Duration> arriving(List<Delivery<LoopImported>> batch) {
        List<Duration> arriving = new ArrayList<>();
        for (Delivery<LoopImported> delivery : batch) {
            LoopImported event = delivery.event();
            if (event != null) {
                book.find(event.key())
                        .filter(loop ->
                                loop.revision() == event.revision() && loop.importedRevision() < event.revision())
                        .flatMap(loop -> RecordedTime.parse(loop.registeredAtUtc()))
                        .map(registered -> between(registered, event.importedAt()))
                        .ifPresent(arriving::add);
            }
        }
        return arriving;
    }

    private static Duration between(Instant registered, Instant imported) {
        Duration took = Duration.between(registered, imported);
        return took.isNegative() ? Duration.ZERO : took; // Clocks of two machines differ.
    }
}
