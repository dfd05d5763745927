package dev.loopline.kit.topic;

import dev.loopline.kit.broker.BrokerAccess;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;

/** The way to the broker as {@code kafka.*} configures it, the same for the channels and for all other clients of a service. */
@Singleton
class BrokerAccessProducer {

    @Produces
    @Singleton
    BrokerAccess access(@Identifier("default-kafka-broker") Map<String, Object> settings) {
        return BrokerAccess.of(settings);
    }
}
