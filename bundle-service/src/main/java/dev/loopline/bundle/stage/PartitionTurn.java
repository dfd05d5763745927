package dev.loopline.bundle.stage;

import dev.loopline.contracts.event.EventType;
import dev.loopline.kit.consume.Channels;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import java.io.IOException;
import java.time.Duration;
import org.apache.kafka.common.TopicPartition;

/**
 * The bundler that has the first partition: the broker sees to it that there is one, on whichever machine. For a moment there may be
 * two, which does no harm.
 */
final class PartitionTurn implements CareTurn {

    private static final TopicPartition FIRST = new TopicPartition(EventType.LOOP_BACKFILLED.topic(), 0);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final KafkaClientService clients;

    PartitionTurn(KafkaClientService clients) {
        this.clients = clients;
    }

    @Override
    public boolean isOurs() throws IOException {
        KafkaConsumer<?, ?> consumer = clients.getConsumer(Channels.LOOP_BACKFILLED);
        try {
            return consumer != null
                    && consumer.getAssignments().await().atMost(PATIENCE).contains(FIRST);
        } catch (TimeoutException e) {
            throw new IOException("the consumer does not say which partitions it has", e);
        }
    }
}
