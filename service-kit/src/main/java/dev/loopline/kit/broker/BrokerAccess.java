package dev.loopline.kit.broker;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.MetadataRecoveryStrategy;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Where the broker is and what it asks of its clients, by Kafka's names ({@code bootstrap.servers}, {@code security.protocol},
 * {@code sasl.jaas.config} and so on), and the clients that know it. The text form leaves credentials out. Immutable.
 */
public final class BrokerAccess {

    /** Kafka registers each client of a JVM by its id, for its metrics. */
    private static final AtomicInteger CLIENTS = new AtomicInteger();

    private final Map<String, Object> settings;

    private BrokerAccess(Map<String, Object> settings) {
        this.settings = Map.copyOf(settings);
    }

    /** @param settings the address at least. A group is left out: who belongs to one says so. */
    public static BrokerAccess of(Map<String, ?> settings) {
        Map<String, Object> copy = new HashMap<>(settings);
        copy.remove(ConsumerConfig.GROUP_ID_CONFIG);
        Objects.requireNonNull(copy.get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG), "no address of a broker");
        return new BrokerAccess(copy);
    }

    /** {@code host:port}, or several separated by commas. */
    public String bootstrapServers() {
        return String.valueOf(settings.get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG));
    }

    /** @param further settings beside address and credentials */
    public Admin admin(Map<String, ?> further) {
        Map<String, Object> all = with("admin", further);
        // Without it an admin client that cannot reach the broker begins anew hundreds of times a second.
        all.putIfAbsent(AdminClientConfig.METADATA_RECOVERY_STRATEGY_CONFIG, MetadataRecoveryStrategy.NONE.name);
        return Admin.create(all);
    }

    /** A consumer that commits nothing by itself. @param further settings beside address and credentials */
    public KafkaConsumer<byte[], byte[]> consumer(Map<String, ?> further) {
        Map<String, Object> all = with("consumer", further);
        all.putIfAbsent(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        return new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** @param further settings beside address and credentials */
    public KafkaProducer<byte[], byte[]> producer(Map<String, ?> further) {
        return new KafkaProducer<>(with("producer", further), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Clients of one process have ids that begin alike, so that the broker's logs and quotas know whose they are. */
    private Map<String, Object> with(String kind, Map<String, ?> further) {
        Map<String, Object> all = new HashMap<>(settings);
        all.computeIfPresent(
                CommonClientConfigs.CLIENT_ID_CONFIG,
                (name, process) -> process + "-" + kind + "-" + CLIENTS.incrementAndGet());
        all.putAll(further);
        return all;
    }

    @Override
    public String toString() {
        return bootstrapServers();
    }
}
