package dev.loopline.catalog.stage;

import dev.loopline.catalog.state.CatalogState;
import dev.loopline.contracts.event.EventType;
import dev.loopline.kit.broker.BrokerAccess;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.jboss.logging.Logger;

/**
 * Notices that a topic was deleted and made again, as when a broker lost its disk: then positions mean nothing and have to
 * be forgotten, or everything has to be announced again, so that the topic is a complete snapshot.
 */
final class TopicIdentities {

    private static final Logger LOG = Logger.getLogger(TopicIdentities.class);
    private static final int TIMEOUT_SECONDS = 60;

    private interface Work {
        void run() throws SQLException;
    }

    private final CatalogState state;
    private final BrokerAccess broker;

    TopicIdentities(CatalogState state, BrokerAccess broker) {
        this.state = state;
        this.broker = broker;
    }

    void check() throws SQLException, ExecutionException, InterruptedException, TimeoutException {
        String input = EventType.BUNDLE_CREATED.topic();
        String output = EventType.CATALOG_UPDATED.topic();
        try (Admin admin = broker.admin(Map.of())) {
            Map<String, TopicDescription> topics =
                    admin.describeTopics(List.of(input, output)).allTopicNames().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            check(topics.get(input), "it is read from its beginning", state::forgetPositions);
            check(topics.get(output), "all loops are announced again", state::markAll);
        }
    }

    /** The identity is noted last: if that is cut off, the same is done once more, which does no harm. */
    private void check(TopicDescription topic, String consequence, Work whenReplaced) throws SQLException {
        String identity = topic.topicId().toString();
        if (state.isReplaced(topic.name(), identity)) {
            LOG.warnf("The topic was made anew; %s. topic=%s", consequence, topic.name());
            whenReplaced.run();
        }
        state.noteIdentity(topic.name(), identity);
    }
}
