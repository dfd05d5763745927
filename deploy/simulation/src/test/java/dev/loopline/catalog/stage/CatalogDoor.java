package dev.loopline.catalog.stage;

import dev.loopline.catalog.export.CatalogFiles;
import dev.loopline.catalog.export.ExportSchedule;
import dev.loopline.catalog.state.CatalogState;
import dev.loopline.kit.consume.EventIntakes;
import dev.loopline.kit.publish.EventPublisher;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.reactive.messaging.Message;

/** The stage of the catalog service, its relay and its positions. */
public final class CatalogDoor {

    private final CatalogStage stage;
    private final Relay relay;
    private final PositionSeeker seeker;

    public CatalogDoor(EventIntakes intakes, EventPublisher publisher, CatalogState state, CatalogFiles files) {
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        ReadPositions positions = new ReadPositions();
        ExportSchedule schedule = new ExportSchedule(files, Duration.ZERO, failure -> {});
        schedule.close(); // The files are written by a step, and by no thread.
        relay = new Relay(state, publisher, () -> {}, metrics);
        seeker = new PositionSeeker(state, positions);
        stage = new CatalogStage(state, positions, relay, schedule, intakes, metrics);
    }

    public CompletionStage<Void> receive(Message<byte[]> message) {
        return stage.receive(message);
    }

    public void assigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        seeker.onPartitionsAssigned(consumer, partitions);
    }

    public void relay() throws SQLException {
        relay.run();
    }
}
