package dev.loopline.kit.topic;

import dev.loopline.contracts.codec.Topics;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How a service meets the broker. The broker's address is {@code kafka.bootstrap.servers}, as everywhere in
 * Quarkus, and so are the credentials, {@code kafka.sasl.jaas.config} and its like. */
@ConfigMapping(prefix = "loopline.broker")
public interface BrokerConfig {

    /** Partitions of topics that this service creates; the number of bundlers that can work at once. */
    @WithDefault("" + Topics.DEFAULT_PARTITIONS)
    int partitions();

    /** Copies of each record in topics that this service creates; 3 on a cluster. */
    @WithDefault("1")
    short replicationFactor();

    /** How long to wait for the broker at start before giving up. */
    @WithDefault("60s")
    Duration startupTimeout();

    /**
     * Services whose dead letters this service reads; none by default. Their topics are created as well, so that it does not
     * matter who starts first.
     */
    Optional<List<String>> readsDeadLettersOf();
}
