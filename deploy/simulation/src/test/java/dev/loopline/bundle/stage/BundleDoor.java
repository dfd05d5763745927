package dev.loopline.bundle.stage;

import dev.loopline.bundle.pack.PackerDoor;
import dev.loopline.bundle.store.BundleStore;
import dev.loopline.contracts.path.RootSettings;
import dev.loopline.kit.consume.EventIntakes;
import dev.loopline.kit.publish.EventPublisher;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Opens the stage of the bundle service. */
public final class BundleDoor {

    private BundleDoor() {}

    public static Function<Message<byte[]>, CompletionStage<Void>> open(
            EventIntakes intakes, EventPublisher publisher, RootSettings home, BundleStore store) {
        return new BundleStage(
                        intakes,
                        PackerDoor.open(home, store),
                        store,
                        publisher,
                        new BundleCounters(new SimpleMeterRegistry()))::receive;
    }
}
