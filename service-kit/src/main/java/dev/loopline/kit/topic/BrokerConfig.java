package dev.loopline.kit.topic;

import dev.loopline.contracts.codec.Topics;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How a service meets the broker. The broker's address is {@code kafka.bootstrap.servers}, as everywhere in Quarkus. */
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
}
