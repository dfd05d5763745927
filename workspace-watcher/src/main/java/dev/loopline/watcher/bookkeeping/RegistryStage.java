package dev.loopline.watcher.bookkeeping;

import dev.loopline.contracts.event.BundleCreated;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.LoopImported;
import dev.loopline.kit.consume.Channels;
import dev.loopline.kit.consume.DeadLetterIntake;
import dev.loopline.kit.consume.EventIntake;
import dev.loopline.kit.consume.EventIntakes;
import dev.loopline.kit.consume.IntakeOptions;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Takes the events that come back and has them recorded. Safe for all threads. */
@ApplicationScoped
public class RegistryStage {

    /** Keeps each transaction to a few ten milliseconds, so that RD-Agent never waits for long. */
    private static final int BATCH = 50;

    private final EventIntake<LoopBackfilled> backfilled;
    private final EventIntake<BundleCreated> bundled;
    private final EventIntake<LoopImported> imported;
    private final DeadLetterIntake deadLetters;

    RegistryStage(EventIntakes intakes, RegistryBookkeeping bookkeeping) {
        IntakeOptions options = IntakeOptions.single(BATCH);
        backfilled = intakes.open(EventType.LOOP_BACKFILLED, LoopBackfilled.class, options, bookkeeping::backfilled);
        bundled = intakes.open(EventType.BUNDLE_CREATED, BundleCreated.class, options, bookkeeping::bundled);
        imported = intakes.open(EventType.LOOP_IMPORTED, LoopImported.class, options, bookkeeping::imported);
        deadLetters = intakes.openDeadLetters(options, bookkeeping::deadLetters);
    }

    @Incoming(Channels.LOOP_BACKFILLED)
    CompletionStage<Void> backfilled(Message<byte[]> record) {
        return backfilled.accept(record);
    }

    @Incoming(Channels.BUNDLE_CREATED)
    CompletionStage<Void> bundled(Message<byte[]> record) {
        return bundled.accept(record);
    }

    @Incoming(Channels.LOOP_IMPORTED)
    CompletionStage<Void> imported(Message<byte[]> record) {
        return imported.accept(record);
    }

    @Incoming(Channels.DEAD_LETTERS)
    CompletionStage<Void> deadLetters(Message<byte[]> record) {
        return deadLetters.accept(record);
    }
}
