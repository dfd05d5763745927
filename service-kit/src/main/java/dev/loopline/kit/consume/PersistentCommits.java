package dev.loopline.kit.consume;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaConnectorIncomingConfiguration;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import io.smallrye.reactive.messaging.kafka.commit.KafkaCommitHandler;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;

/**
 * The connector's strategy {@code throttled}, but a commit that fails is tried again. The connector forgets the offsets
 * of such a commit until the partition's next record: after a rebalance or an outage a service seemed to lag behind with
 * nothing left to do, and handled the records again after its next start.
 */
@ApplicationScoped
@Identifier("persistent")
public class PersistentCommits implements KafkaCommitHandler.Factory {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final KafkaCommitHandler.Factory throttled;

    PersistentCommits(@Identifier("throttled") KafkaCommitHandler.Factory throttled) {
        this.throttled = throttled;
    }

    @Override
    public KafkaCommitHandler create(
            KafkaConnectorIncomingConfiguration config,
            Vertx vertx,
            KafkaConsumer<?, ?> consumer,
            BiConsumer<Throwable, Boolean> reportFailure) {
        return throttled.create(config, vertx, persistent(consumer), reportFailure);
    }

    /** The consumer with another {@code commit}. */
    private static <K, V> KafkaConsumer<?, ?> persistent(KafkaConsumer<K, V> consumer) {
        Commits<K, V> commits = new Commits<>(consumer);
        return (KafkaConsumer<?, ?>) Proxy.newProxyInstance(
                KafkaConsumer.class.getClassLoader(), new Class<?>[] {KafkaConsumer.class}, (proxy, method, args) -> {
                    if (method.getName().equals("commit")) {
                        return commits.commit(offsets(args[0]));
                    }
                    try {
                        return method.invoke(consumer, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @SuppressWarnings("unchecked")
    private static Map<TopicPartition, OffsetAndMetadata> offsets(Object argument) {
        return (Map<TopicPartition, OffsetAndMetadata>) argument;
    }

    /** The newest offset of each partition that is not committed yet; looked at by the polling thread alone. */
    private static final class Commits<K, V> {

        private final KafkaConsumer<K, V> consumer;
        private final Map<TopicPartition, OffsetAndMetadata> pending = new HashMap<>();
        private boolean refused;

        Commits(KafkaConsumer<K, V> consumer) {
            this.consumer = consumer;
        }

        Uni<Void> commit(Map<TopicPartition, OffsetAndMetadata> offsets) {
            Uni<Void> noted = consumer.runOnPollingThread(unused -> {
                pending.putAll(offsets);
            });
            Uni<Void> committed = consumer.runOnPollingThread(this::commitPending)
                    .onFailure(PersistentCommits::mayPass)
                    .retry()
                    .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
                    .indefinitely();
            return noted.chain(() -> committed);
        }

        private void commitPending(Consumer<K, V> client) {
            // Who has a partition now reads it again from what is committed.
            pending.keySet().retainAll(client.assignment());
            if (refused) {
                dropWhatIsOutdated(client);
            }
            refused = true;
            client.commitSync(Map.copyOf(pending));
            refused = false;
            pending.clear();
        }

        /** The partition may have been somebody else's meanwhile, who came further. */
        private void dropWhatIsOutdated(Consumer<K, V> client) {
            client.committed(pending.keySet()).forEach((partition, committed) -> {
                if (committed != null
                        && committed.offset() >= pending.get(partition).offset()) {
                    pending.remove(partition);
                }
            });
        }
    }

    private static boolean mayPass(Throwable failure) {
        return failure instanceof RebalanceInProgressException || failure instanceof RetriableException;
    }
}
