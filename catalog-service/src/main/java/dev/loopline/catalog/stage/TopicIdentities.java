package dev.loopline.catalog.stage;

import dev.loopline.catalog.state.CatalogState;
import dev.loopline.contracts.event.EventType;
import dev.loopline.kit.consume.Channels;
import dev.loopline.kit.consume.Waiting;
import dev.loopline.kit.topic.TopicIds;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Notices that a topic was deleted and made again, as when a broker lost its disk: then positions mean nothing and have to
 * be forgotten, or everything has to be announced again, so that the topic is a complete snapshot. At the start, and while the
 * service runs. Used by one thread at a time.
 */
@Singleton
class TopicIdentities {

    private static final Logger LOG = Logger.getLogger(TopicIdentities.class);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private interface Work {
        void run() throws SQLException;
    }

    private final CatalogState state;
    private final TopicIds topics;
    private final KafkaClientService clients;
    private final PositionSeeker seeker;
    private final Waiting waiting;

    TopicIdentities(
            CatalogState state,
            TopicIds topics,
            KafkaClientService clients,
            @Identifier(PositionSeeker.NAME) PositionSeeker seeker,
            Waiting waiting) {
        this.state = state;
        this.topics = topics;
        this.clients = clients;
        this.seeker = seeker;
        this.waiting = waiting;
    }

    /** Before anything is read. */
    void checkAtStart() throws SQLException, InterruptedException {
        check(EventType.BUNDLE_CREATED.topic(), "it is read from its beginning", state::forgetPositions);
        checkOutput();
    }

    /** While the input is read. */
    void check() throws SQLException, InterruptedException {
        check(EventType.BUNDLE_CREATED.topic(), "it is read from its beginning", this::readAnew);
        checkOutput();
    }

    private void checkOutput() throws SQLException, InterruptedException {
        check(EventType.CATALOG_UPDATED.topic(), "all loops are announced again", state::markAll);
    }

    /** The identity is noted last: if that is cut off, the same is done once more, which does no harm. */
    private void check(String topic, String consequence, Work whenReplaced) throws SQLException, InterruptedException {
        Optional<String> identity = topics.find(topic);
        waiting.standsStill(
                topic,
                identity.isPresent()
                        ? null
                        : "there is no topic " + topic + "; a restart of Loopline makes it, and it is filled again");
        if (identity.isPresent()) {
            if (state.isReplaced(topic, identity.get())) {
                LOG.warnf("The topic was made anew; %s. topic=%s", consequence, topic);
                whenReplaced.run();
            }
            state.noteIdentity(topic, identity.get());
        }
    }

    private void readAnew() {
        KafkaConsumer<?, ?> consumer = clients.getConsumer(Channels.BUNDLE_CREATED);
        consumer.runOnPollingThread(client -> {
                    seeker.readAnew(client);
                })
                .await()
                .atMost(PATIENCE);
    }
}
