package dev.loopline.embedded;

import java.security.Provider;
import java.security.Security;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.security.plain.internals.PlainSaslServerProvider;
import org.apache.kafka.common.security.scram.internals.ScramSaslClientProvider;
import org.apache.kafka.common.security.scram.internals.ScramSaslServerProvider;

/**
 * Kafka's mechanisms are registered once for a whole JVM, by name. Where a second class loader has a Kafka of its own, as when
 * tests of an application server restart it, that of the first one would be found and would not know the second one's classes.
 * The broker that starts last has its own registered. Stateless.
 */
final class SaslProviders {

    private static final List<Class<? extends Provider>> OURS =
            List.of(PlainSaslServerProvider.class, ScramSaslServerProvider.class, ScramSaslClientProvider.class);

    private SaslProviders() {}

    static void register() {
        for (Class<? extends Provider> ours : OURS) {
            Arrays.stream(Security.getProviders())
                    .filter(known -> known.getClass() != ours
                            && known.getClass().getName().equals(ours.getName()))
                    .forEach(other -> Security.removeProvider(other.getName()));
        }
        PlainSaslServerProvider.initialize();
        ScramSaslServerProvider.initialize();
        ScramSaslClientProvider.initialize();
    }
}
