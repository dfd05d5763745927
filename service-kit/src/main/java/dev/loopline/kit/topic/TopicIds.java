package dev.loopline.kit.topic;

import dev.loopline.kit.failure.NotYetException;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.HashMap;
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

    private final Map<String, Object> client;
    private @Nullable Admin admin;

    /** @param client how to reach the broker, as Kafka's clients are configured */
    @Inject
    public TopicIds(@Identifier("default-kafka-broker") Map<String, Object> client) {
        this.client = new HashMap<>(client);
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
            known = Admin.create(client);
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
