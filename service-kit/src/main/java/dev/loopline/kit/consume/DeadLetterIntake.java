package dev.loopline.kit.consume;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * Takes what other services could not process, as notices about loops. What is about no loop is logged, counted and passed
 * over: it lies on the dead letter's topic all the same. Makes no dead letters of its own. {@link #accept} never blocks.
 */
public final class DeadLetterIntake {

    private static final Logger LOG = Logger.getLogger(DeadLetterIntake.class);

    private final Handler handler;
    private final Lanes<Received> lanes;
    private final PatientRetry retry;
    private final Waiting waiting;
    private final DeadLetterReader reader = new DeadLetterReader();
    private final Counter passedOver;
    private final IntakeOptions options;

    /**
     * What is done with notices. To return means that every effect is durable; after a transient failure the same batch comes
     * again, after a permanent one its notices come one by one. Has to be idempotent.
     */
    @FunctionalInterface
    public interface Handler {
        void handle(List<DeadLetterNotice> batch) throws Exception;
    }

    private record Received(Message<byte[]> message, ConsumerRecord<byte[], byte[]> record) {}

    DeadLetterIntake(
            IntakeOptions options, Handler handler, Waiting waiting, MeterRegistry metrics, Lanes.Factory lanes) {
        this.handler = handler;
        this.options = options;
        this.waiting = waiting;
        this.lanes = lanes.make("DeadLetters", options, this::process);
        this.retry = PatientRetry.counting(
                this.lanes::isStopping, metrics.counter("loopline.retries", "event", "DeadLetter"));
        this.passedOver = metrics.counter("loopline.dead.letters.passed.over");
    }

    /**
     * Takes a record from a channel.
     *
     * @return completes when the next record may come; not when this one is handled
     */
    @SuppressWarnings("unchecked")
    public CompletionStage<Void> accept(Message<byte[]> message) {
        ConsumerRecord<byte[], byte[]> record = message.getMetadata(IncomingKafkaRecordMetadata.class)
                .map(metadata -> (ConsumerRecord<byte[], byte[]>) metadata.getRecord())
                .orElseThrow(() -> new IllegalStateException("the record does not come from Kafka"));
        return options.isOfAnotherHome(record)
                ? message.ack()
                : lanes.add(record.partition(), new Received(message, record));
    }

    void beginStop() {
        lanes.beginStop();
    }

    void close() {
        lanes.close();
    }

    private void process(List<Received> queued) throws InterruptedException {
        List<DeadLetterNotice> notices = new ArrayList<>();
        for (Received one : queued) {
            Optional<DeadLetterNotice> notice = reader.read(one.record());
            notice.ifPresentOrElse(notices::add, () -> passOver(one.record(), "it is about no revision of a loop"));
        }
        handle(notices);
        queued.forEach(one -> one.message().ack());
    }

    private void handle(List<DeadLetterNotice> batch) throws InterruptedException {
        if (batch.isEmpty()) {
            return;
        }
        Waiting.Work work = waiting.begin("DeadLetter", batch.get(0).key(), batch.size());
        try {
            retry.run(() -> work.attempt(() -> handler.handle(batch)));
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            if (lanes.comesAgain(e)) {
                throw new InterruptedException("the service stops");
            }
            if (batch.size() == 1) {
                LOG.errorf(e, "A dead letter could not be recorded. letter=%s", batch.get(0));
                passedOver.increment();
            } else {
                for (DeadLetterNotice one : batch) {
                    handle(List.of(one));
                }
            }
        } finally {
            work.over();
        }
    }

    private void passOver(ConsumerRecord<byte[], byte[]> record, String reason) {
        passedOver.increment();
        LOG.warnf(
                "Dead letter passed over: %s. topic=%s partition=%d offset=%d",
                reason, record.topic(), record.partition(), record.offset());
    }
}
