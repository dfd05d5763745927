package dev.loopline.kit.topic;

import dev.loopline.kit.broker.BrokerAccess;
import dev.loopline.kit.broker.BrokerTrouble;
import dev.loopline.kit.broker.LastingAdmin;
import dev.loopline.kit.failure.NotYetException;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Identities of topics: one that was deleted and made anew under its name is another one, and the offsets of the former one mean
 * nothing in it. Safe for all threads.
 */
@Singleton
public class TopicIds implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final LastingAdmin admin;

    @Inject
    public TopicIds(BrokerAccess broker) {
        this.admin = new LastingAdmin(broker, Map.of());
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
            for (String topic : topics) {
                id(topic).ifPresent(id -> found.put(topic, id));
            }
            return found;
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw away(e);
        }
    }

    private Optional<String> id(String topic) throws InterruptedException, ExecutionException, TimeoutException {
        try {
            TopicDescription described = admin.ask(
                    asked -> asked.describeTopics(List.of(topic))
                            .topicNameValues()
                            .get(topic),
                    PATIENCE);
            return Optional.of(described.topicId().toString());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static NotYetException away(Throwable reason) {
        return new NotYetException("the broker does not say which topics it has: "
                + BrokerTrouble.find(reason).map(BrokerTrouble::sentence).orElse(reason.toString()));
    }

    @Override
    @PreDestroy
    public void close() {
        admin.close();
    }
}
