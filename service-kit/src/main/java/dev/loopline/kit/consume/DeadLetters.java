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
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * The dead letters of this service: the original key, body and headers, plus the headers below that say what happened. A
 * record may end there twice when the service is killed at the wrong moment; source topic, partition and offset tell.
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

    private static final Logger LOG = Logger.getLogger(DeadLetters.class);

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
        Map<String, byte[]> headers = new LinkedHashMap<>();
        record.headers().forEach(header -> headers.put(header.key(), header.value()));
        put(headers, REASON, failure.reason());
        put(headers, MESSAGE, failure.message());
        put(headers, SOURCE_TOPIC, record.topic());
        put(headers, SOURCE_PARTITION, Integer.toString(record.partition()));
        put(headers, SOURCE_OFFSET, Long.toString(record.offset()));
        put(headers, ATTEMPTS, Integer.toString(attempts));
        put(headers, FAILED_AT, Instant.now().toString());
        publisher.send(List.of(new EventPublisher.OutgoingRecord(topic, record.key(), record.value(), headers)));
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

    private static void put(Map<String, byte[]> headers, String name, String value) {
        headers.put(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
