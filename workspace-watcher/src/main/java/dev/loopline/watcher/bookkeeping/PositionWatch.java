package dev.loopline.watcher.bookkeeping;

import dev.loopline.kit.failure.NotYetException;
import dev.loopline.kit.position.PositionKeeper;
import dev.loopline.kit.position.PositionSeeker;
import dev.loopline.kit.position.PositionStore;
import dev.loopline.kit.position.ReadProgress;
import dev.loopline.kit.topic.TopicIds;
import dev.loopline.watcher.registry.Registry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Keeps the positions of what comes back in the registry. An older copy of the registry that is put in place, also while the
 * watcher runs, lacks what was recorded since; it is recorded again.
 */
@Singleton
class PositionWatch {

    private static final Logger LOG = Logger.getLogger(PositionWatch.class);
    /** Name of the rebalance listener in {@code application.properties}. */
    private static final String LISTENER = "positions-of-the-registry";

    private static final Duration NOTING = Duration.ofSeconds(2);
    private static final int FIRST = 1;
    private static final int BEFORE_REGISTRY_CLOSES = 100;

    private final PositionKeeper keeper;
    private final List<String> topics;

    PositionWatch(
            PositionKeeper keeper,
            @ConfigProperty(name = "mp.messaging.incoming.returned.topics") List<String> topics) {
        this.keeper = keeper;
        this.topics = topics;
    }

    /** Makes what the channel needs. */
    @Singleton
    static final class Maker {

        @Produces
        @Singleton
        ReadProgress progress() {
            return new ReadProgress();
        }

        @Produces
        @Singleton
        PositionStore store(Registry registry) {
            return new RegistryPositions(registry);
        }

        @Produces
        @Singleton
        @Identifier(LISTENER)
        PositionSeeker seeker(ReadProgress progress, PositionStore store, TopicIds topics) {
            return new PositionSeeker(progress, store, topics);
        }

        @Produces
        @Singleton
        PositionKeeper keeper(
                ReadProgress progress,
                PositionStore store,
                TopicIds topics,
                KafkaClientService clients,
                @Identifier(LISTENER) PositionSeeker seeker) {
            return new PositionKeeper(
                    progress, store, topics, new PositionKeeper.Feed(clients, RegistryStage.CHANNEL, seeker));
        }
    }

    void onStart(@Observes StartupEvent event) {
        keeper.start(NOTING, this::look);
    }

    void beginStop(@Observes @Priority(FIRST) ShutdownEvent event) {
        keeper.beginStop();
    }

    void onStop(@Observes @Priority(BEFORE_REGISTRY_CLOSES) ShutdownEvent event) {
        keeper.stop();
    }

    /** A home, registry or broker that is away is reported by those who watch it. */
    private void look() throws InterruptedException {
        try {
            keeper.look(topics);
        } catch (SQLException | NotYetException e) {
            LOG.debugf("Registry and topics cannot be compared now; trying again. failure=%s", e);
        }
    }
}
