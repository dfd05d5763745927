package dev.loopline.kit.topic;

import dev.loopline.kit.broker.BrokerAccess;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/** Reads a topic up to its end whenever it is asked to, as an onlooker without group; each record is read once. For one thread. */
public final class TopicFollower implements AutoCloseable {

    private final Onlooker onlooker;

    public TopicFollower(BrokerAccess broker, String topic) {
        this.onlooker = new Onlooker(broker, topic, Map.of());
    }

    /**
     * Hands over what came since the last call, from the beginning of the topic at the first one.
     *
     * @throws dev.loopline.kit.failure.NotYetException if the broker falls silent; the next call goes on
     */
    public void catchUp(NewestRecords.Taker taker) throws IOException, InterruptedException {
        KafkaConsumer<byte[], byte[]> consumer = onlooker.consumer();
        try {
            List<TopicPartition> partitions = onlooker.partitions();
            if (!consumer.assignment().containsAll(partitions)) {
                consumer.assign(partitions);
                consumer.seekToBeginning(partitions);
            }
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            // A topic that ends before what was read was made anew.
            ends.forEach((partition, end) -> {
                if (consumer.position(partition) > end) {
                    consumer.seekToBeginning(List.of(partition));
                }
            });
            onlooker.read(ends, taker);
        } catch (InterruptException e) {
            throw new InterruptedException("the service stops");
        }
    }

    @Override
    public void close() {
        onlooker.close();
    }
}
