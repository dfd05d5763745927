package dev.loopline.catalog.stage;

import dev.loopline.catalog.state.CatalogState;
import dev.loopline.contracts.event.EventType;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.CommonClientConfigs;
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

    private final CatalogState state;
    private final String bootstrapServers;

    TopicIdentities(CatalogState state, String bootstrapServers) {
        this.state = state;
        this.bootstrapServers = bootstrapServers;
    }

    void check() throws SQLException, ExecutionException, InterruptedException, TimeoutException {
        String input = EventType.BUNDLE_CREATED.topic();
        String output = EventType.CATALOG_UPDATED.topic();
        try (Admin admin = Admin.create(Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            Map<String, TopicDescription> topics =
                    admin.describeTopics(List.of(input, output)).allTopicNames().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            if (state.isReplaced(input, topics.get(input).topicId().toString())) {
                LOG.warnf("The topic was made anew and is read from its beginning. topic=%s", input);
                state.forgetPositions();
            }
            if (state.isReplaced(output, topics.get(output).topicId().toString())) {
                LOG.warnf("The topic was made anew; all loops are announced again. topic=%s", output);
                state.markAll();
            }
        }
    }
}
