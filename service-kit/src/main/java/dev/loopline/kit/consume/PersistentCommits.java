package dev.loopline.kit.consume;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.IncomingKafkaRecord;
import io.smallrye.reactive.messaging.kafka.KafkaConnectorIncomingConfiguration;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import io.smallrye.reactive.messaging.kafka.commit.KafkaCommitHandler;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Commits each {@code auto.commit.interval.ms} up to where all records are acknowledged. An offset stays uncommitted until a
 * commit succeeds. The connector's strategy {@code throttled} forgets the offsets of a failed commit until the partition's
 * next record: after a rebalance or an outage a service seemed to lag behind with nothing left to do, and handled the records
 * again after its next start.
 */
final class PersistentCommits implements KafkaCommitHandler {

    private static final Logger LOG = Logger.getLogger(PersistentCommits.class);
    private static final int USUAL_INTERVAL_MS = 5_000;
    private static final Duration LAST_COMMIT = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final KafkaConsumer<?, ?> consumer;
    private final AcknowledgedOffsets offsets = new AcknowledgedOffsets();
    private final AtomicBoolean committing = new AtomicBoolean();
    private final long timer;
    /** Whether the last commit failed. Used by the polling thread alone. */
    private boolean refused;

    /** Makes one for each channel that is configured with {@code commit-strategy=persistent}. */
    @ApplicationScoped
    @Identifier("persistent")
    static class Factory implements KafkaCommitHandler.Factory {

        @Override
        public KafkaCommitHandler create(
                KafkaConnectorIncomingConfiguration config,
                Vertx vertx,
                KafkaConsumer<?, ?> consumer,
                BiConsumer<Throwable, Boolean> reportFailure) {
            int interval = config.config()
                    .getOptionalValue(ConsumerConfig.AUTO_COMMIT_INTERVAL_MS_CONFIG, Integer.class)
                    .orElse(USUAL_INTERVAL_MS);
            return new PersistentCommits(vertx, consumer, interval);
        }
    }

    private PersistentCommits(Vertx vertx, KafkaConsumer<?, ?> consumer, int intervalMs) {
        this.vertx = vertx;
        this.consumer = consumer;
        this.timer = vertx.setPeriodic(intervalMs, unused -> commitSoon());
    }

    @Override
    public <K, V> Uni<IncomingKafkaRecord<K, V>> received(IncomingKafkaRecord<K, V> record) {
        offsets.received(partition(record), record.getOffset());
        return Uni.createFrom().item(record);
    }

    @Override
    public <K, V> Uni<Void> handle(IncomingKafkaRecord<K, V> record) {
        offsets.acknowledged(partition(record), record.getOffset());
        return Uni.createFrom().voidItem();
    }

    /** Called by the polling thread, before the first record of these partitions. */
    @Override
    public void partitionsAssigned(Collection<TopicPartition> partitions) {
        offsets.forget(partitions);
    }

    /** Called by the polling thread, while the partitions are still assigned. */
    @Override
    public void partitionsRevoked(Collection<TopicPartition> partitions) {
        commit(consumer.unwrap());
        offsets.forget(partitions);
    }

    @Override
    public void terminate(boolean graceful) {
        vertx.cancelTimer(timer);
        commitOnPollingThread().await().atMost(LAST_COMMIT);
    }

    private void commitSoon() {
        if (!offsets.uncommitted().isEmpty() && committing.compareAndSet(false, true)) {
            commitOnPollingThread()
                    .onTermination()
                    .invoke(() -> committing.set(false))
                    .subscribe()
                    .with(unused -> {}, e -> LOG.debugf("Not committed. failure=%s", e));
        }
    }

    private Uni<Void> commitOnPollingThread() {
        return consumer.runOnPollingThread(client -> {
            commit(client);
        });
    }

    private void commit(Consumer<?, ?> client) {
        Map<TopicPartition, OffsetAndMetadata> due = due(client);
        try {
            if (refused) {
                // Another member may have had the partition meanwhile, and may have come further.
                client.committed(due.keySet()).forEach(this::noteCommitted);
                due = due(client);
            }
            if (!due.isEmpty()) {
                client.commitSync(due);
                due.forEach(this::noteCommitted);
            }
            refused = false;
        } catch (KafkaException e) {
            refused = true;
            LOG.debugf("Not committed; tried again. offsets=%s failure=%s", due, e);
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> due(Consumer<?, ?> client) {
        Map<TopicPartition, OffsetAndMetadata> due = offsets.uncommitted();
        due.keySet().retainAll(client.assignment());
        return due;
    }

    private void noteCommitted(TopicPartition partition, OffsetAndMetadata offset) {
        if (offset != null) {
            offsets.committed(partition, offset.offset());
        }
    }

    private static TopicPartition partition(IncomingKafkaRecord<?, ?> record) {
        return new TopicPartition(record.getTopic(), record.getPartition());
    }
}
