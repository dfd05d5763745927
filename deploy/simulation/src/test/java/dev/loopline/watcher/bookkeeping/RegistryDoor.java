package dev.loopline.watcher.bookkeeping;

import dev.loopline.kit.consume.EventIntakes;
import dev.loopline.kit.home.HomeIdentity;
import dev.loopline.kit.position.ReadProgress;
import dev.loopline.watcher.register.LoopBook;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Opens the stage that records what comes back. */
public final class RegistryDoor {

    private RegistryDoor() {}

    public static Function<Message<byte[]>, CompletionStage<Void>> open(
            EventIntakes intakes, RegistryBookkeeping bookkeeping, LoopBook book) {
        ArrivalTimes arrivals = new ArrivalTimes(book, new SimpleMeterRegistry());
        return new RegistryStage(intakes, bookkeeping, new HomeIdentity("simulated"), new ReadProgress(), arrivals)
                ::receive;
    }
}
