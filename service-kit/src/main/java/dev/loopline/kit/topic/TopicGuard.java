package dev.loopline.kit.topic;

import dev.loopline.contracts.access.BrokerRight;
import dev.loopline.contracts.access.BrokerRights;
import dev.loopline.contracts.codec.Topics;
import dev.loopline.kit.broker.BrokerAccess;
import dev.loopline.kit.broker.BrokerTrouble;
import dev.loopline.kit.startup.StartupGate;
import dev.loopline.kit.startup.StartupRefusedException;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Sees to the topics before anything is consumed: creates those that are missing, and refuses to start on an event topic
 * that deletes old events, because the catalogs could not be rebuilt from it.
 */
@ApplicationScoped
public class TopicGuard {

    /** Before the messaging channels connect, which happens at 1000 and later. */
    private static final int BEFORE_CHANNELS = 500;

    private static final Logger LOG = Logger.getLogger(TopicGuard.class);

    private final BrokerConfig config;
    private final BrokerAccess broker;
    private final String serviceName;

    TopicGuard(
            BrokerConfig config,
            BrokerAccess broker,
            @ConfigProperty(name = "quarkus.application.name") String serviceName) {
        this.config = config;
        this.broker = broker;
        this.serviceName = serviceName;
    }

    void onStart(@Observes @Priority(BEFORE_CHANNELS) StartupEvent event) {
        StartupGate.require(this::prepare);
    }

    private void prepare() {
        try (Admin admin = broker.admin(timeouts())) {
            long timeoutMs = config.startupTimeout().toMillis();
            var existing = admin.listTopics().names().get(timeoutMs, TimeUnit.MILLISECONDS);
            List<NewTopic> missing = wanted().stream()
                    .filter(topic -> !existing.contains(topic.name()))
                    .toList();
            create(admin, missing);
            check(
                    admin,
                    Topics.events().stream()
                            .filter(topic -> existing.contains(topic) && isOurs(topic))
                            .toList());
        } catch (TimeoutException e) {
            throw unreachable(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof org.apache.kafka.common.errors.TimeoutException
                    ? unreachable(e)
                    : new StartupRefusedException(
                            "the broker at " + broker + " refused: "
                                    + BrokerTrouble.find(e)
                                            .map(BrokerTrouble::sentence)
                                            .orElse(e.getCause().getMessage()),
                            e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartupRefusedException("interrupted while waiting for the broker", e);
        }
    }

    private Map<String, Integer> timeouts() {
        int timeoutMs = Math.toIntExact(config.startupTimeout().toMillis());
        return Map.of(
                CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG,
                timeoutMs,
                CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG,
                Math.min(timeoutMs, Math.toIntExact(Duration.ofSeconds(15).toMillis())));
    }

    private List<NewTopic> wanted() {
        List<NewTopic> topics = new ArrayList<>();
        Set<String> used =
                BrokerRights.of(serviceName).stream().map(BrokerRight::name).collect(Collectors.toSet());
        for (String name : Topics.events().stream()
                .filter(event -> used.isEmpty() || used.contains(event))
                .toList()) {
            topics.add(new NewTopic(name, config.partitions(), config.replicationFactor())
                    .configs(Map.of(
                            TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT,
                            TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(Topics.MAX_RECORD_BYTES),
                            TopicConfig.DELETE_RETENTION_MS_CONFIG,
                                    Long.toString(Duration.ofDays(30).toMillis()))));
        }
        topics.add(deadLetters(serviceName));
        if (used.contains(Topics.lease(serviceName))) {
            topics.add(new NewTopic(Topics.lease(serviceName), 1, config.replicationFactor()));
        }
        config.readsDeadLettersOf().orElse(List.of()).forEach(service -> topics.add(deadLetters(service)));
        return topics;
    }

    private NewTopic deadLetters(String service) {
        return new NewTopic(Topics.deadLetter(service), 1, config.replicationFactor())
                .configs(Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.RETENTION_MS_CONFIG,
                        "-1",
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                        Integer.toString(Topics.MAX_RECORD_BYTES)));
    }

    /** Whether the service always uses the topic; one without rights that are written down is taken to use all. */
    private boolean isOurs(String topic) {
        Set<String> ours = BrokerRights.topics(serviceName);
        return ours.isEmpty() || ours.contains(topic);
    }

    private void create(Admin admin, List<NewTopic> topics) throws ExecutionException, InterruptedException {
        var created = admin.createTopics(topics).values();
        for (var entry : created.entrySet()) {
            try {
                entry.getValue().get();
                LOG.infof("Topic created. topic=%s", entry.getKey());
            } catch (ExecutionException e) {
                if (e.getCause() instanceof AuthorizationException) {
                    mayNotCreate(entry.getKey());
                } else if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
                LOG.debugf("The topic is another's to create. topic=%s reason=%s", entry.getKey(), e.getCause());
            }
        }
    }

    /** What is used on request alone may be missing: then the request says so. */
    private void mayNotCreate(String topic) {
        if (isOurs(topic)) {
            throw new StartupRefusedException("there is no topic " + topic + " at " + broker + ", or " + serviceName
                    + " may not see it, and it may not make it; make it, and give " + serviceName
                    + " the rights that docs/operations.md names");
        }
    }

    private void check(Admin admin, List<String> topics) throws ExecutionException, InterruptedException {
        List<ConfigResource> resources = topics.stream()
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                .toList();
        for (var entry : admin.describeConfigs(resources).values().entrySet()) {
            try {
                if (deletesEvents(entry.getValue().get())) {
                    throw new StartupRefusedException(advice(entry.getKey().name()));
                }
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof AuthorizationException)) {
                    throw e;
                }
                // What lets loops arrive is not refused for the lack of a check; the service says that the right is
                // missing.
                LOG.warnf(
                        "Whether the topic keeps its events cannot be seen. topic=%s right=DESCRIBE_CONFIGS",
                        entry.getKey().name());
            }
        }
    }

    private static boolean deletesEvents(Config topic) {
        boolean deletes = Optional.ofNullable(topic.get(TopicConfig.CLEANUP_POLICY_CONFIG))
                .map(entry -> entry.value().contains(TopicConfig.CLEANUP_POLICY_DELETE))
                .orElse(true);
        boolean forEver = Optional.ofNullable(topic.get(TopicConfig.RETENTION_MS_CONFIG))
                        .map(entry -> entry.value().equals("-1"))
                        .orElse(false)
                && Optional.ofNullable(topic.get(TopicConfig.RETENTION_BYTES_CONFIG))
                        .map(entry -> entry.value().equals("-1"))
                        .orElse(false);
        return deletes && !forEver;
    }

    private String advice(String topic) {
        return "the topic " + topic + " deletes old events, so the catalogs could not be rebuilt from it; mend it with:"
                + " kafka-configs.sh --bootstrap-server " + broker + " --alter --entity-type topics"
                + " --entity-name " + topic + " --add-config cleanup.policy=compact";
    }

    private StartupRefusedException unreachable(Exception e) {
        return new StartupRefusedException(
                "no Kafka broker answers at " + broker
                        + "; start it, or set KAFKA_BOOTSTRAP_SERVERS to where it is, and KAFKA_SECURITY_PROTOCOL and"
                        + " KAFKA_SASL_JAAS_CONFIG if it asks for credentials",
                e);
    }
}
