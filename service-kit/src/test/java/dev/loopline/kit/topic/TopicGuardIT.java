package dev.loopline.kit.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.contracts.codec.Topics;
import dev.loopline.embedded.EmbeddedKafka;
import dev.loopline.embedded.KafkaOptions;
import dev.loopline.kit.broker.BrokerAccess;
import dev.loopline.kit.startup.StartupRefusedException;
import io.quarkus.runtime.StartupEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TopicGuardIT {

    @TempDir
    static Path folder;

    private static EmbeddedKafka broker;

    @BeforeAll
    static void start() {
        broker = EmbeddedKafka.start(KafkaOptions.in(folder));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    @Order(1)
    void createsWhatIsMissing() throws Exception {
        // When
        guard(BrokerAccess.of(broker.clientSettings())).onStart(new StartupEvent());
        guard(BrokerAccess.of(broker.clientSettings())).onStart(new StartupEvent());
        // Then
        try (Admin admin = admin()) {
            Awaitility.await()
                    .untilAsserted(() -> assertThat(admin.listTopics().names().get())
                            .containsAll(Topics.events())
                            .contains(Topics.deadLetter("guarded"), Topics.deadLetter("another")));
        }
    }

    @Test
    @Order(2)
    void refusesATopicThatForgets() throws Exception {
        // Given
        String topic = Topics.events().get(0);
        try (Admin admin = admin()) {
            admin.deleteTopics(List.of(topic)).all().get();
            Awaitility.await().until(() -> !admin.listTopics().names().get().contains(topic));
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1)
                            .configs(Map.of("cleanup.policy", "delete", "retention.ms", "604800000"))))
                    .all()
                    .get();
            // The controller made it; the broker, which is asked next, hears of it a moment later.
            Awaitility.await().until(() -> admin.listTopics().names().get().contains(topic));
        }
        // When
        TopicGuard guard = guard(BrokerAccess.of(broker.clientSettings()));
        // Then
        assertThatThrownBy(() -> guard.onStart(new StartupEvent()))
                .isInstanceOf(StartupRefusedException.class)
                .hasMessageContaining("kafka-configs.sh")
                .hasMessageContaining(topic);
    }

    @Test
    void saysWhereItLookedForTheBroker() {
        TopicGuard guard = new TopicGuard(
                new Config(Duration.ofSeconds(2)),
                BrokerAccess.of(Map.of("bootstrap.servers", "127.0.0.1:1")),
                "guarded");
        assertThatThrownBy(() -> guard.onStart(new StartupEvent()))
                .isInstanceOf(StartupRefusedException.class)
                .hasMessageContaining("127.0.0.1:1")
                .hasMessageContaining("KAFKA_BOOTSTRAP_SERVERS");
    }

    private static Admin admin() {
        return BrokerAccess.of(broker.clientSettings()).admin(Map.of());
    }

    private static TopicGuard guard(BrokerAccess access) {
        return new TopicGuard(new Config(Duration.ofMinutes(1)), access, "guarded");
    }

    private record Config(
            int partitions, short replicationFactor, Duration startupTimeout, Optional<List<String>> readsDeadLettersOf)
            implements BrokerConfig {
        Config(Duration startupTimeout) {
            this(3, (short) 1, startupTimeout, Optional.of(List.of("another")));
        }
    }
}
