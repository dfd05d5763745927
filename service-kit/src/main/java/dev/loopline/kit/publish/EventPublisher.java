package dev.loopline.kit.publish;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.CloudEventHeaders;
import dev.loopline.contracts.codec.EventCodec;
import dev.loopline.contracts.codec.Tombstone;
import dev.loopline.contracts.codec.Topics;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.LoopEvent;
import dev.loopline.kit.failure.FailureClassifier;
import dev.loopline.kit.failure.RejectedException;
import dev.loopline.kit.observe.Tracing;
import io.opentelemetry.api.trace.Span;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InterruptException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.jspecify.annotations.Nullable;

/**
 * Publishes events and tombstones, as CloudEvents in binary mode with the loop as key. A call returns when the broker
 * has all its records (acks of all replicas); several records are sent without waiting for each other. Safe for all
 * threads; must not be called on an event loop.
 */
@ApplicationScoped
public class EventPublisher {

    /** The one outgoing channel of a service; configured in this library. */
    static final String CHANNEL = "events";

    /** Head room for key, headers and framing within {@link Topics#MAX_RECORD_BYTES}. */
    private static final int MAX_BODY_BYTES = Topics.MAX_RECORD_BYTES - 64 * 1024;

    private final KafkaClientService clients;
    private final String serviceName;
    private final Tracing tracing;
    private final EventCodec codec = new EventCodec();
    private final Clock clock = Clock.systemUTC();

    /**
     * @param clients gives the producer of the channel; records go straight to it, because the way through the channel
     *     costs several changes of thread for each
     * @param channel not used, but without an emitter there is no channel and no producer
     */
    EventPublisher(
            KafkaClientService clients,
            @Channel(CHANNEL) Emitter<byte[]> channel,
            @ConfigProperty(name = "quarkus.application.name") String serviceName,
            Tracing tracing) {
        this.clients = clients;
        this.tracing = tracing;
        this.serviceName = serviceName;
    }

    /**
     * Publishes one event and waits for the broker.
     *
     * @throws RejectedException {@code EVENT_TOO_LARGE} if it does not fit into a record
     */
    public void publish(LoopEvent event) {
        publishAll(List.of(event));
    }

    /**
     * Publishes all events, in this order for each loop, and waits for the broker.
     *
     * @throws RejectedException {@code EVENT_TOO_LARGE} if one does not fit; then none is sent
     */
    public void publishAll(List<? extends LoopEvent> events) {
        await(events.stream().map(this::record).toList());
    }

    /** Publishes the withdrawal of a loop on the topic of this type and waits for the broker. */
    public void withdraw(EventType type, Tombstone tombstone) {
        withdrawAll(type, List.of(tombstone));
    }

    /** Publishes withdrawals and waits for the broker. */
    public void withdrawAll(EventType type, List<Tombstone> tombstones) {
        await(tombstones.stream().map(tombstone -> record(type, tombstone)).toList());
    }

    /**
     * A record that is ready to be sent, for callers that keep records before they send them.
     *
     * @param body null for a tombstone
     */
    public record OutgoingRecord(
            String topic, byte @Nullable [] key, byte @Nullable [] body, Map<String, byte[]> headers) {

        ProducerRecord<byte[], byte[]> toKafka() {
            ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, key, body);
            headers.forEach(record.headers()::add);
            return record;
        }

        /** The loop that it is about; empty if it is about none. */
        Optional<LoopKey> loop() {
            return key == null ? Optional.empty() : LoopKey.parse(new String(key, StandardCharsets.UTF_8));
        }

        Map<String, String> headerTexts() {
            Map<String, String> texts = new HashMap<>();
            headers.forEach((name, value) -> texts.put(name, new String(value, StandardCharsets.UTF_8)));
            return texts;
        }

        static Map<String, byte[]> bytes(Map<String, String> headers) {
            return headers.entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey,
                            entry -> entry.getValue().getBytes(StandardCharsets.UTF_8),
                            (a, b) -> a,
                            LinkedHashMap::new));
        }
    }

    /** Sends records as they are and waits for the broker; says for each where it lies now. */
    public List<RecordMetadata> send(List<OutgoingRecord> records) {
        return await(records);
    }

    private OutgoingRecord record(LoopEvent event) {
        byte[] body = codec.encode(event);
        if (body.length > MAX_BODY_BYTES) {
            throw new RejectedException(
                    FailureClassifier.EVENT_TOO_LARGE,
                    "the event about " + event.key() + " has " + body.length + " bytes, at most " + MAX_BODY_BYTES
                            + " fit; the loop has too many files or too large metadata");
        }
        Map<String, String> headers = CloudEventHeaders.of(event, serviceName, clock.instant());
        return new OutgoingRecord(
                EventType.of(event).topic(), codec.encodeKey(event.key()), body, OutgoingRecord.bytes(headers));
    }

    private OutgoingRecord record(EventType type, Tombstone tombstone) {
        Map<String, String> headers = CloudEventHeaders.of(tombstone, type, serviceName, clock.instant());
        return new OutgoingRecord(type.topic(), codec.encodeKey(tombstone.key()), null, OutgoingRecord.bytes(headers));
    }

    private List<RecordMetadata> await(List<OutgoingRecord> records) {
        Producer<byte[], byte[]> producer =
                clients.<byte[], byte[]>getProducer(CHANNEL).unwrap();
        List<Span> spans = new ArrayList<>();
        try {
            List<Future<RecordMetadata>> sends = records.stream()
                    .map(record -> producer.send(traced(record, spans)))
                    .toList();
            List<RecordMetadata> places = new ArrayList<>(sends.size());
            for (Future<RecordMetadata> send : sends) {
                places.add(place(send));
            }
            records.forEach(record -> record.loop().ifPresent(loop -> tracing.published(loop, record.headerTexts())));
            return places;
        } finally {
            spans.forEach(Span::end);
        }
    }

    private static RecordMetadata place(Future<RecordMetadata> send) {
        try {
            return send.get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ApiException refused ? refused : new KafkaException(e.getCause());
        }
    }

    /** @param spans receives the span of a record that follows from no other; it ends when the broker has the record */
    private ProducerRecord<byte[], byte[]> traced(OutgoingRecord record, List<Span> spans) {
        ProducerRecord<byte[], byte[]> ready = record.toKafka();
        if (tracing.isOn()) {
            record.loop().ifPresent(loop -> {
                Tracing.Sending sending = tracing.sending(record.topic(), loop, record.headerTexts());
                OutgoingRecord.bytes(sending.headers()).forEach(ready.headers()::add);
                spans.add(sending.span());
            });
        }
        return ready;
    }
}
