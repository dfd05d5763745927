package dev.loopline.kit.topic;

import dev.loopline.kit.broker.BrokerAccess;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The way to the broker as {@code kafka.*} configures it, the same for the channels and for all other clients of a service. */
@Singleton
class BrokerAccessProducer {

    @Produces
    @Singleton
    BrokerAccess access(
            @Identifier("default-kafka-broker") Map<String, Object> settings,
            @ConfigProperty(name = "quarkus.application.name") String serviceName) {
        Map<String, Object> all = new HashMap<>(settings);
        all.putIfAbsent(CommonClientConfigs.CLIENT_ID_CONFIG, serviceName);
        return BrokerAccess.of(all);
    }
}
