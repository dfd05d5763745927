package dev.loopline.kit.consume;

import dev.loopline.contracts.codec.Topics;
import dev.loopline.kit.failure.Failure;
import dev.loopline.kit.publish.EventPublisher;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * The dead letters of this service: the original key, body and headers, plus the headers below that say what happened. A
 * record may end there twice when the service is killed at the wrong moment; source topic, partition and offset tell. A
 * record that is as large as a record may be has no room for more headers, and one that was compressed may be many times
 * that: of those the letter has only what happened, and where the record is.
 */
@ApplicationScoped
public class DeadLetters {

    public static final String REASON = "loopline_reason";
    public static final String MESSAGE = "loopline_message";
    public static final String SOURCE_TOPIC = "loopline_source_topic";
    public static final String SOURCE_PARTITION = "loopline_source_partition";
    public static final String SOURCE_OFFSET = "loopline_source_offset";
    public static final String ATTEMPTS = "loopline_attempts";
    public static final String FAILED_AT = "loopline_failed_at";
    /** Instead of body and headers of a record that the broker takes no copy of: the size of the body in bytes. */
    public static final String LEFT_OUT = "loopline_left_out";

    private static final Logger LOG = Logger.getLogger(DeadLetters.class);
    private static final int LONGEST_KEY = 1024;

    private final EventPublisher publisher;
    private final MeterRegistry metrics;
    private final String topic;

    DeadLetters(
            EventPublisher publisher,
            MeterRegistry metrics,
            @ConfigProperty(name = "quarkus.application.name") String serviceName) {
        this.publisher = publisher;
        this.metrics = metrics;
        this.topic = Topics.deadLetter(serviceName);
    }

    /** Keeps the record and returns when the broker has it. */
    void keep(ConsumerRecord<byte[], byte[]> record, Failure.Permanent failure, int attempts) {
        Map<String, byte[]> what = whatHappened(record, failure, attempts);
        Map<String, byte[]> headers = new LinkedHashMap<>();
        record.headers().forEach(header -> headers.put(header.key(), header.value()));
        headers.putAll(what);
        try {
            publisher.send(List.of(new EventPublisher.OutgoingRecord(topic, record.key(), record.value(), headers)));
        } catch (RecordTooLargeException e) {
            put(what, LEFT_OUT, Integer.toString(record.serializedValueSize()));
            boolean shortKey = record.key() != null && record.key().length <= LONGEST_KEY;
            publisher.send(
                    List.of(new EventPublisher.OutgoingRecord(topic, shortKey ? record.key() : null, null, what)));
        }
        metrics.counter("loopline.dead.letters", "reason", failure.reason()).increment();
        LOG.warnf(
                "Dead letter. reason=%s topic=%s partition=%d offset=%d key=%s message=%s",
                failure.reason(),
                record.topic(),
                record.partition(),
                record.offset(),
                record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8),
                failure.message());
    }

    private static Map<String, byte[]> whatHappened(
            ConsumerRecord<byte[], byte[]> record, Failure.Permanent failure, int attempts) {
        Map<String, byte[]> headers = new LinkedHashMap<>();
        put(headers, REASON, failure.reason());
        put(headers, MESSAGE, failure.message());
        put(headers, SOURCE_TOPIC, record.topic());
        put(headers, SOURCE_PARTITION, Integer.toString(record.partition()));
        put(headers, SOURCE_OFFSET, Long.toString(record.offset()));
        put(headers, ATTEMPTS, Integer.toString(attempts));
        put(headers, FAILED_AT, Instant.now().toString());
        return headers;
    }

    private static void put(Map<String, byte[]> headers, String name, String value) {
        headers.put(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
