package dev.loopline.watcher.bookkeeping;

import dev.loopline.contracts.event.BundleCreated;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.LoopEvent;
import dev.loopline.contracts.event.LoopImported;
import dev.loopline.kit.consume.BatchHandler;
import dev.loopline.kit.consume.DeadLetterIntake;
import dev.loopline.kit.consume.Delivery;
import dev.loopline.kit.consume.EventIntake;
import dev.loopline.kit.consume.EventIntakes;
import dev.loopline.kit.consume.IntakeOptions;
import dev.loopline.kit.home.HomeIdentity;
import dev.loopline.kit.observe.CurrentBatch;
import dev.loopline.kit.position.ReadProgress;
import io.quarkus.runtime.Startup;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * Takes the events of this home that come back and has them recorded. All topics come through one channel, because each channel has a
 * consumer of its own, and four of them would poll and send heartbeats all day for a few records. Safe for all threads.
 */
@ApplicationScoped
@Startup
public class RegistryStage {

    /** Connected to its topics in {@code application.properties}. */
    static final String CHANNEL = "returned";

    /** Keeps each transaction to a few ten milliseconds, so that RD-Agent never waits for long. */
    private static final int BATCH = 50;

    /** What is recorded here is urgent for no other stage, and the loop that was announced is still on its way: that goes first. */
    private static final Duration LINGER = Duration.ofMillis(200);

    private final EventIntake<LoopBackfilled> backfilled;
    private final EventIntake<BundleCreated> bundled;
    private final EventIntake<LoopImported> imported;
    private final DeadLetterIntake deadLetters;
    private final ReadProgress progress;

    RegistryStage(
            EventIntakes intakes,
            RegistryBookkeeping bookkeeping,
            HomeIdentity home,
            ReadProgress progress,
            ArrivalTimes arrivals) {
        this.progress = progress;
        IntakeOptions options = IntakeOptions.single(BATCH).withLinger(LINGER).ofHome(home.id());
        backfilled = intakes.open(
                EventType.LOOP_BACKFILLED, LoopBackfilled.class, options, recorded(bookkeeping::backfilled));
        bundled = intakes.open(EventType.BUNDLE_CREATED, BundleCreated.class, options, recorded(bookkeeping::bundled));
        imported = intakes.open(
                EventType.LOOP_IMPORTED, LoopImported.class, options, recorded(arrivals.timing(bookkeeping::imported)));
        deadLetters = intakes.openDeadLetters(options, bookkeeping::deadLetters);
    }

    private static <E extends LoopEvent> BatchHandler<E> recorded(BatchHandler<E> handler) {
        return batch -> {
            handler.handle(batch);
            CurrentBatch.recorded(batch.stream().map(Delivery::key).toList());
        };
    }

    /** Hands each record to the intake of its topic; all that belongs to no event is a dead letter of a service. */
    @Incoming(CHANNEL)
    CompletionStage<Void> receive(Message<byte[]> arrived) {
        Message<byte[]> record = progress.follow(arrived);
        return record.getMetadata(IncomingKafkaRecordMetadata.class)
                .flatMap(metadata -> EventType.ofTopic(metadata.getTopic()))
                .map(type -> accept(type, record))
                .orElseGet(() -> deadLetters.accept(record));
    }

    private CompletionStage<Void> accept(EventType type, Message<byte[]> record) {
        if (type == EventType.LOOP_BACKFILLED) {
            return backfilled.accept(record);
        }
        return type == EventType.BUNDLE_CREATED ? bundled.accept(record) : imported.accept(record);
    }
}
