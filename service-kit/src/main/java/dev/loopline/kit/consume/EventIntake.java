package dev.loopline.kit.consume;

import dev.loopline.contracts.codec.Decoded;
import dev.loopline.contracts.codec.EventCodec;
import dev.loopline.contracts.codec.Tombstone;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.LoopEvent;
import dev.loopline.kit.failure.Failure;
import dev.loopline.kit.failure.FailureClassifier;
import dev.loopline.kit.observe.Arrival;
import dev.loopline.kit.observe.CurrentBatch;
import dev.loopline.kit.observe.LoopRevision;
import dev.loopline.kit.observe.Tracing;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * Takes the records of one topic, has them handled, and acknowledges each when its effects are durable. Reads top to
 * bottom: decode, handle, or dead letter, acknowledge. {@link #accept} never blocks; the handler runs on threads of the
 * intake.
 */
public final class EventIntake<E extends LoopEvent> {

    private static final Logger LOG = Logger.getLogger(EventIntake.class);
    private static final Duration LONGEST_WAIT_FOR_LETTERS = Duration.ofSeconds(15);

    private final EventType type;
    private final Class<E> payload;
    private final BatchHandler<E> handler;
    private final DeadLetters deadLetters;
    private final Lanes<Received> lanes;
    private final PatientRetry retry;
    private final Waiting waiting;
    private final IntakeMeters meters;
    private final IntakeOptions options;
    private final Tracing tracing;
    private final EventCodec codec = new EventCodec();

    EventIntake(EventType type, Class<E> payload, IntakeOptions options, BatchHandler<E> handler, Shared shared) {
        MeterRegistry metrics = shared.metrics();
        this.type = type;
        this.payload = payload;
        this.handler = handler;
        this.options = options;
        this.deadLetters = shared.deadLetters();
        this.waiting = shared.waiting();
        this.lanes = shared.lanes().make(type.eventName(), options, this::process);
        this.retry = PatientRetry.counting(
                lanes::isStopping, metrics.counter("loopline.retries", "event", type.eventName()));
        this.tracing = shared.tracing();
        this.meters = new IntakeMeters(type, metrics);
        metrics.gauge("loopline.events.in.flight", List.of(Tag.of("event", type.eventName())), lanes, Lanes::inFlight);
    }

    /** What all intakes of a service share. */
    record Shared(
            DeadLetters deadLetters, Waiting waiting, MeterRegistry metrics, Tracing tracing, Lanes.Factory lanes) {}

    /** The record with the means to acknowledge it. */
    private record Received(Message<byte[]> message, ConsumerRecord<byte[], byte[]> record) {}

    /**
     * Takes a record from a channel.
     *
     * @return completes when the next record may come; not when this one is handled
     */
    public CompletionStage<Void> accept(Message<byte[]> message) {
        ConsumerRecord<byte[], byte[]> record = record(message);
        if (options.isOfAnotherHome(record)) {
            return message.ack();
        }
        meters.received();
        return lanes.add(record.partition(), new Received(message, record));
    }

    void beginStop() {
        lanes.beginStop();
    }

    void close() {
        lanes.close();
    }

    private void process(List<Received> queued) throws InterruptedException {
        List<Delivery<E>> batch = new ArrayList<>();
        List<Received> understood = new ArrayList<>();
        for (Received one : queued) {
            Decoded<E> decoded = codec.decode(
                    type,
                    payload,
                    RecordHeaders.of(one.record()),
                    one.record().key(),
                    one.record().value());
            if (decoded instanceof Decoded.Unusable<E> unusable) {
                String reason = unusable.why().reason().name();
                bury(one, new Failure.Permanent(reason, unusable.why().message()), 1);
            } else {
                understood.add(one);
                batch.add(delivery(one.record(), decoded));
            }
        }
        handle(batch, understood);
    }

    private void handle(List<Delivery<E>> batch, List<Received> records) throws InterruptedException {
        if (batch.isEmpty()) {
            return;
        }
        Waiting.Work work = waiting.begin(type.eventName(), batch.get(0).key(), batch.size());
        try {
            attempt(batch, records, work);
            records.forEach(one -> one.message().ack());
        } catch (InterruptedException e) {
            throw e;
        } catch (InterruptException e) {
            throw new InterruptedException("the service stops");
        } catch (Exception e) {
            if (lanes.comesAgain(e)) {
                throw new InterruptedException("the service stops");
            }
            if (batch.size() > 1) {
                for (int i = 0; i < batch.size(); i++) {
                    handle(List.of(batch.get(i)), List.of(records.get(i)));
                }
            } else {
                giveUp(records.get(0), e, work.failures());
            }
        } finally {
            work.over();
        }
    }

    private void attempt(List<Delivery<E>> batch, List<Received> records, Waiting.Work work) throws Exception {
        try (CurrentBatch current = tracing.begin(arrivals(batch, records))) {
            try {
                retry.run(() -> work.attempt(() -> meters.timed(() -> handler.handle(batch))));
                meters.handled(batch, current);
            } catch (Exception e) {
                current.failed(e);
                throw e;
            }
        }
    }

    private static <E extends LoopEvent> List<Arrival> arrivals(List<Delivery<E>> batch, List<Received> records) {
        List<Arrival> arrivals = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            Delivery<E> one = batch.get(i);
            LoopRevision loop = new LoopRevision(one.key(), one.match(LoopEvent::revision, Tombstone::revision));
            Delivery.Position at = one.position();
            Map<String, String> headers = RecordHeaders.of(records.get(i).record());
            arrivals.add(new Arrival(loop, at.topic(), at.partition(), at.offset(), headers));
        }
        return arrivals;
    }

    private void giveUp(Received one, Exception e, int attempts) throws InterruptedException {
        Failure failure = FailureClassifier.classify(e);
        Failure.Permanent permanent = failure instanceof Failure.Permanent known
                ? known
                : new Failure.Permanent(FailureClassifier.INTERNAL_ERROR, failure.toString());
        if (permanent.reason().equals(FailureClassifier.INTERNAL_ERROR)) {
            LOG.errorf(
                    e,
                    "Unforeseen failure. topic=%s partition=%d offset=%d",
                    one.record().topic(),
                    one.record().partition(),
                    one.record().offset());
        }
        bury(one, permanent, attempts);
    }

    /** The record is the only copy until its letter is kept, so its lane waits for that, whatever the failure is. */
    private void bury(Received one, Failure.Permanent failure, int attempts) throws InterruptedException {
        String what = "DeadLetter of " + one.record().topic() + " partition "
                + one.record().partition();
        try {
            PatientRetry.neverGivingUp(lanes::isStopping, LONGEST_WAIT_FOR_LETTERS, e -> notKept(what, e))
                    .run(() -> deadLetters.keep(one.record(), failure, attempts));
            waiting.standsStill(what, null);
            meters.buried(failure);
            one.message().ack();
        } catch (Exception e) {
            // Only when the service stops. The record is not acknowledged and comes again after the next start.
            throw new InterruptedException("the service stops");
        }
    }

    private void notKept(String what, Throwable e) {
        LOG.warnf("A dead letter could not be kept; tried again. what=%s failure=%s", what, e);
        waiting.standsStill(what, "the topic of dead letters takes no record: " + FailureClassifier.classify(e));
    }

    private static <E extends LoopEvent> Delivery<E> delivery(
            ConsumerRecord<byte[], byte[]> record, Decoded<E> decoded) {
        Delivery.Position position = new Delivery.Position(record.topic(), record.partition(), record.offset());
        Instant publishedAt = Instant.ofEpochMilli(record.timestamp());
        return decoded.match(
                event -> new Delivery<>(event.key(), event, null, position, publishedAt),
                tombstone -> new Delivery<>(tombstone.key(), null, tombstone, position, publishedAt),
                unreadable -> {
                    throw new IllegalArgumentException("not readable: " + unreadable.message());
                });
    }

    @SuppressWarnings("unchecked")
    private static ConsumerRecord<byte[], byte[]> record(Message<byte[]> message) {
        return message.getMetadata(IncomingKafkaRecordMetadata.class)
                .map(metadata -> (ConsumerRecord<byte[], byte[]>) metadata.getRecord())
                .orElseThrow(() -> new IllegalStateException("the record does not come from Kafka"));
    }
}
