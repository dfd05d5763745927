package dev.loopline.kit.topic;

import dev.loopline.kit.broker.BrokerAccess;
import dev.loopline.kit.failure.NotYetException;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
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
        return Optional.ofNullable(find(List.of(topic)).get(topic));
    }

    /**
     * The identities of those of these topics that are there, by name.
     *
     * @throws NotYetException the broker does not answer
     */
    public Map<String, String> find(Collection<String> topics) throws InterruptedException {
        Map<String, String> found = new HashMap<>();
        try {
            var answers = admin().describeTopics(topics).topicNameValues();
            for (Map.Entry<String, KafkaFuture<TopicDescription>> answer : answers.entrySet()) {
                id(answer.getValue()).ifPresent(id -> found.put(answer.getKey(), id));
            }
            return found;
        } catch (ExecutionException e) {
            throw away(e.getCause());
        } catch (TimeoutException | KafkaException e) {
            throw away(e);
        }
    }

    private static Optional<String> id(KafkaFuture<TopicDescription> answer)
            throws InterruptedException, ExecutionException, TimeoutException {
        try {
            return Optional.of(
                    answer.get(TIMEOUT_SECONDS, TimeUnit.SECONDS).topicId().toString());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw e;
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
