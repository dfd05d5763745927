package dev.loopline.bundle.stage;

import dev.loopline.bundle.integrity.ArchiveKeeper;
import dev.loopline.bundle.integrity.Damage;
import dev.loopline.bundle.pack.LoopPacker;
import dev.loopline.bundle.pack.PackerDoor;
import dev.loopline.bundle.store.BundleStore;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.path.RootSettings;
import dev.loopline.kit.consume.EventIntakes;
import dev.loopline.kit.consume.IntakeOptions;
import dev.loopline.kit.integrity.PacedDigest;
import dev.loopline.kit.integrity.Rotation;
import dev.loopline.kit.publish.EventPublisher;
import dev.loopline.kit.topic.NewestRecords;
import dev.loopline.simulation.SimBroker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

/** The bundle service without its threads. For one thread. */
public final class BundleDoor implements AutoCloseable {

    private static final int THREADS = 12;
    private static final int BATCH = 8;

    private final BundleStore store;
    private final BundleStage stage;
    private final ArchiveKeeper keeper;
    private BundleStore.@Nullable Turn turn;

    public BundleDoor(
            EventIntakes intakes,
            EventPublisher publisher,
            SimBroker broker,
            RootSettings home,
            BundleStore store,
            Clock clock) {
        this.store = store;
        LoopPacker packer = PackerDoor.open(home, store);
        BundleCounters counters = new BundleCounters(new SimpleMeterRegistry());
        stage = new BundleStage(intakes, packer, publisher, counters, IntakeOptions.perPartition(THREADS, BATCH));
        keeper = new ArchiveKeeper(
                store,
                new BundleMender(
                        (topic, wanted, taker) -> read(broker, topic, taker, wanted),
                        packer,
                        store,
                        publisher,
                        counters),
                new ArchiveKeeper.Reading(
                        new PacedDigest(Long.MAX_VALUE), new Rotation<>(Duration.ZERO, clock, new Random(1))),
                clock);
    }

    public CompletionStage<Void> receive(Message<byte[]> message) {
        return stage.receive(message);
    }

    /** Looks at the archives, packs again what is damaged, and reads all of them, if this bundler is the one that does so. */
    public void care() throws IOException {
        if (turn == null) {
            turn = store.tryTurn().orElse(null);
        }
        if (turn == null) {
            return;
        }
        try {
            keeper.look();
            keeper.mend();
            for (int i = keeper.archives().size(); i > 0; i--) {
                keeper.read();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What is wrong with archives, one sentence each. */
    public List<String> damages() {
        return keeper.damages().stream().map(Damage::sentence).toList();
    }

    private static void read(SimBroker broker, String topic, NewestRecords.Taker taker, Predicate<LoopKey> wanted)
            throws IOException, InterruptedException {
        for (ConsumerRecord<byte[], byte[]> record : broker.newest(topic)) {
            Optional<LoopKey> key = LoopKey.parse(new String(record.key(), StandardCharsets.UTF_8));
            if (key.filter(wanted).isPresent()) {
                taker.take(record);
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (turn != null) {
            turn.close();
        }
        store.close();
    }
}
