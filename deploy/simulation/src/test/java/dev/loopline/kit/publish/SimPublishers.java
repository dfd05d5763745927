package dev.loopline.kit.publish;

import dev.loopline.kit.observe.Tracing;
import dev.loopline.simulation.SimBroker;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import io.smallrye.reactive.messaging.kafka.KafkaProducer;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Makes publishers whose producer writes to the simulated broker. */
public final class SimPublishers {

    private SimPublishers() {}

    /** @param service what publishes */
    @SuppressWarnings("unchecked")
    public static EventPublisher of(SimBroker broker, String service) {
        Producer<byte[], byte[]> producer = (Producer<byte[], byte[]>) proxy(
                Producer.class,
                "send",
                arguments -> broker.send(service, (ProducerRecord<byte[], byte[]>) arguments[0]));
        KafkaProducer<byte[], byte[]> wrapped =
                (KafkaProducer<byte[], byte[]>) proxy(KafkaProducer.class, "unwrap", arguments -> producer);
        return new EventPublisher(new Clients(wrapped), null, service, Tracing.OFF);
    }

    private interface Call {
        Object of(Object[] arguments);
    }

    private static Object proxy(Class<?> type, String method, Call call) {
        InvocationHandler handler = (proxy, called, arguments) -> {
            if (called.getName().equals(method)) {
                return call.of(arguments);
            }
            throw new UnsupportedOperationException(called.toString());
        };
        return Objects.requireNonNull(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private record Clients(KafkaProducer<byte[], byte[]> producer) implements KafkaClientService {

        @Override
        public <K, V> List<KafkaConsumer<K, V>> getConsumers(String channel) {
            throw new UnsupportedOperationException();
        }

        @Override
        @SuppressWarnings("unchecked")
        public <K, V> KafkaProducer<K, V> getProducer(String channel) {
            return (KafkaProducer<K, V>) producer;
        }

        @Override
        public Set<String> getConsumerChannels() {
            return Set.of();
        }

        @Override
        public Set<String> getProducerChannels() {
            return Set.of("events");
        }
    }
}
