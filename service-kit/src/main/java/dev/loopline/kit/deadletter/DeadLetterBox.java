package dev.loopline.kit.deadletter;

import dev.loopline.contracts.codec.Topics;
import dev.loopline.kit.broker.BrokerAccess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/** Reads dead letters and sends them back. Used by one thread. */
public final class DeadLetterBox implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final int API_TIMEOUT_MS = 15_000;

    private final BrokerAccess broker;
    private final KafkaConsumer<byte[], byte[]> consumer;

    public DeadLetterBox(BrokerAccess broker) {
        this.broker = broker;
        this.consumer = broker.consumer(Map.of(
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                API_TIMEOUT_MS,
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                Topics.MAX_RECORD_BYTES));
    }

    /** All dead letters of these services, oldest first for each. */
    public List<DeadLetter> read(Collection<String> services) {
        List<DeadLetter> letters = new ArrayList<>();
        for (String service : services) {
            for (TopicPartition partition : partitions(service)) {
                scan(partition, Optional.empty(), record -> letters.add(new DeadLetter(service, record)));
            }
        }
        return letters;
    }

    /**
     * Hands over the newest dead letters of a service, one by one, so that the caller need not keep the bodies of all.
     *
     * @param most how many of each partition
     */
    public void newest(String service, int most, Consumer<DeadLetter> taker) {
        for (TopicPartition partition : partitions(service)) {
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            scan(
                    partition,
                    Optional.of(Math.max(0, end - most)),
                    record -> taker.accept(new DeadLetter(service, record)));
        }
    }

    /** One dead letter; empty if it is not there, or not any more. */
    public Optional<DeadLetter> find(String service, int partition, long number) {
        TopicPartition wanted = new TopicPartition(Topics.deadLetter(service), partition);
        if (!partitions(service).contains(wanted)) {
            return Optional.empty();
        }
        List<TopicPartition> one = List.of(wanted);
        consumer.assign(one);
        long end = consumer.endOffsets(one).getOrDefault(wanted, 0L);
        consumer.seek(wanted, number);
        while (number >= 0 && number < end && consumer.position(wanted) < end) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(wanted)) {
                return record.offset() == number ? Optional.of(new DeadLetter(service, record)) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private List<TopicPartition> partitions(String service) {
        String topic = Topics.deadLetter(service);
        return consumer.listTopics().getOrDefault(topic, List.of()).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
    }

    /** What became of an attempt to send a letter back. */
    public enum Retry {
        SENT,
        /** The topic has a newer record of the same loop, which must stay the last one. */
        SUPERSEDED,
        /** The letter does not say where it came from. */
        NO_SOURCE,
        /** The record was too large for a copy; it is only where it came from. */
        NOT_KEPT
    }

    /** Sends the original record back to its topic, so that the service tries once more. */
    public Retry retry(DeadLetter letter) throws InterruptedException {
        if (letter.sourceTopic().isEmpty() || letter.sourcePartition() < 0 || letter.sourceOffset() < 0) {
            return Retry.NO_SOURCE;
        }
        if (!letter.isComplete()) {
            return Retry.NOT_KEPT;
        }
        if (hasNewer(letter)) {
            return Retry.SUPERSEDED;
        }
        ProducerRecord<byte[], byte[]> original = new ProducerRecord<>(
                letter.sourceTopic(),
                letter.sourcePartition(),
                letter.record().key(),
                letter.record().value());
        for (Header header : letter.record().headers()) {
            if (!header.key().startsWith(DeadLetter.OWN_HEADERS)) {
                original.headers().add(header);
            }
        }
        send(original);
        return Retry.SENT;
    }

    private boolean hasNewer(DeadLetter letter) {
        Predicate<ConsumerRecord<byte[], byte[]>> sameKey =
                record -> Arrays.equals(record.key(), letter.record().key());
        List<Long> newer = new ArrayList<>();
        scan(
                new TopicPartition(letter.sourceTopic(), letter.sourcePartition()),
                Optional.of(letter.sourceOffset() + 1),
                record -> {
                    if (sameKey.test(record)) {
                        newer.add(record.offset());
                    }
                });
        return !newer.isEmpty();
    }

    /** Hands over the records from an offset, or from the first one, to what is the end now. */
    private void scan(TopicPartition partition, Optional<Long> from, Consumer<ConsumerRecord<byte[], byte[]>> taker) {
        List<TopicPartition> one = List.of(partition);
        consumer.assign(one);
        long begin = consumer.beginningOffsets(one).getOrDefault(partition, 0L);
        long end = consumer.endOffsets(one).getOrDefault(partition, 0L);
        consumer.seek(partition, Math.max(begin, from.orElse(begin)));
        while (consumer.position(partition) < end) {
            consumer.poll(POLL).records(partition).forEach(taker);
        }
    }

    private void send(ProducerRecord<byte[], byte[]> record) throws InterruptedException {
        Map<String, Object> settings = Map.of(
                ProducerConfig.ACKS_CONFIG, "all", ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.MAX_RECORD_BYTES);
        try (KafkaProducer<byte[], byte[]> producer = broker.producer(settings)) {
            producer.send(record).get();
        } catch (ExecutionException e) {
            throw new KafkaException(
                    "the broker did not take the record: " + e.getCause().getMessage(), e.getCause());
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
