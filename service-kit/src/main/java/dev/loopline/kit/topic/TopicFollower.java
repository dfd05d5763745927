package dev.loopline.kit.topic;

import dev.loopline.kit.broker.BrokerAccess;
import dev.loopline.kit.failure.NotYetException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/** Reads a topic up to its end whenever it is asked to, as an onlooker without group; each record is read once. For one thread. */
public final class TopicFollower implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(15);
    private static final int API_TIMEOUT_MS = 15_000;

    private final String topic;
    private final KafkaConsumer<byte[], byte[]> consumer;

    public TopicFollower(BrokerAccess broker, String topic) {
        this.topic = topic;
        this.consumer = broker.consumer(Map.of(
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                API_TIMEOUT_MS,
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest"));
    }

    /**
     * Hands over what came since the last call, from the beginning of the topic at the first one.
     *
     * @throws NotYetException if the broker falls silent; the next call goes on
     */
    public void catchUp(NewestRecords.Taker taker) throws IOException, InterruptedException {
        try {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            if (!consumer.assignment().containsAll(partitions)) {
                consumer.assign(partitions);
                consumer.seekToBeginning(partitions);
            }
            read(consumer.endOffsets(partitions), taker);
        } catch (InterruptException e) {
            throw new InterruptedException("the service stops");
        }
    }

    private void read(Map<TopicPartition, Long> ends, NewestRecords.Taker taker)
            throws IOException, InterruptedException {
        // A topic that ends before what was read was made anew.
        ends.forEach((partition, end) -> {
            if (consumer.position(partition) > end) {
                consumer.seekToBeginning(List.of(partition));
            }
        });
        long heardAt = System.nanoTime();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                taker.take(record);
                heardAt = System.nanoTime();
            }
            if (System.nanoTime() - heardAt > LONGEST_SILENCE.toNanos()) {
                throw new NotYetException("the broker does not hand over the topic " + topic);
            }
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
