package dev.loopline.catalog.stage;

import static org.awaitility.Awaitility.await;

import dev.loopline.catalog.sample.SampleLoop;
import dev.loopline.catalog.state.CatalogState;
import dev.loopline.contracts.event.CatalogUpdated;
import dev.loopline.contracts.event.EventType;
import dev.loopline.kit.broker.BrokerAccess;
import dev.loopline.kit.testing.BrokerResource;
import dev.loopline.kit.testing.TopicTap;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** Topics that are deleted and made anew while the service runs. Nothing is restarted. */
@QuarkusTest
@QuarkusTestResource(value = BrokerResource.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = CatalogFolders.class, restrictToAnnotatedClass = true)
class TopicMadeAnewIT {

    private static final Duration PATIENCE = Duration.ofSeconds(45);
    private static final String SOURCE = "bundle-service";

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String brokers;

    @jakarta.inject.Inject
    BrokerAccess broker;

    @Inject
    CatalogState state;

    @Test
    void readsANewInputFromItsBeginningAndAnnouncesAllOnANewOutput() throws Exception {
        // Given: a record of the new input will lie before the position in the former one
        SampleLoop loop = SampleLoop.of("anew", 0);
        SampleLoop other = SampleLoop.of("anew", 1);
        try (TopicTap tap = tap()) {
            tap.publish(loop.event(), SOURCE);
            tap.publish(other.event(), SOURCE);
            tap.awaitEvent(EventType.CATALOG_UPDATED, CatalogUpdated.class, other.key(), 1);
            tap.awaitEvent(EventType.CATALOG_UPDATED, CatalogUpdated.class, loop.key(), 1);
            await().until(() -> state.waiting(1).isEmpty());
        }

        // When
        makeAnew(EventType.BUNDLE_CREATED.topic());
        makeAnew(EventType.CATALOG_UPDATED.topic());
        try (TopicTap tap = tap()) {
            tap.publish(loop.revision(2).event(), SOURCE);

            // Then
            tap.awaitEvent(EventType.CATALOG_UPDATED, CatalogUpdated.class, loop.key(), 2);
            tap.awaitEvent(EventType.CATALOG_UPDATED, CatalogUpdated.class, other.key(), 1);
        }
    }

    private TopicTap tap() {
        return new TopicTap(brokers, EventType.CATALOG_UPDATED.topic());
    }

    private void makeAnew(String topic) throws Exception {
        try (Admin admin = broker.admin(Map.of())) {
            int partitions = admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get()
                    .get(topic)
                    .partitions()
                    .size();
            admin.deleteTopics(List.of(topic)).all().get();
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1)
                                            .configs(Map.of("cleanup.policy", "compact"))))
                                    .all()
                                    .get()
                            == null);
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> admin.describeTopics(List.of(topic))
                                    .allTopicNames()
                                    .get()
                                    .get(topic)
                                    .partitions()
                                    .size()
                            == partitions);
        }
    }
}
