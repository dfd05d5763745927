package dev.loopline.kit.topic;

import dev.loopline.kit.broker.BrokerAccess;
import dev.loopline.kit.failure.NotYetException;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * Identities of topics: one that was deleted and made anew under its name is another one, and the offsets of the former one mean
 * nothing in it. Safe for all threads.
 */
@Singleton
public class TopicIds implements AutoCloseable {

    private static final int TIMEOUT_SECONDS = 10;

    private final BrokerAccess broker;
    private @Nullable Admin admin;

    @Inject
    public TopicIds(BrokerAccess broker) {
        this.broker = broker;
    }

    /**
     * The identity of a topic; empty if there is no such topic.
     *
     * @throws NotYetException the broker does not answer
     */
    public Optional<String> find(String topic) throws InterruptedException {
        try {
            return Optional.of(admin().describeTopics(List.of(topic))
                    .topicNameValues()
                    .get(topic)
                    .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                    .topicId()
                    .toString());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw away(e.getCause());
        } catch (TimeoutException | KafkaException e) {
            throw away(e);
        }
    }

    private static NotYetException away(@Nullable Throwable reason) {
        return new NotYetException("the broker does not say which topics it has: " + reason);
    }

    private synchronized Admin admin() {
        Admin known = admin;
        if (known == null) {
            known = broker.admin(Map.of());
            admin = known;
        }
        return known;
    }

    @Override
    @PreDestroy
    public synchronized void close() {
        if (admin != null) {
            admin.close();
        }
    }
}
