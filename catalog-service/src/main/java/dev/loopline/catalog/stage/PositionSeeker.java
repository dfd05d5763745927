package dev.loopline.catalog.stage;

import dev.loopline.catalog.state.CatalogState;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Reads each partition on from the position in the state, whatever the consumer group has committed: the state and its
 * position are one, and a lost state begins at the beginning.
 */
@ApplicationScoped
@Identifier(PositionSeeker.NAME)
public class PositionSeeker implements KafkaConsumerRebalanceListener {

    static final String NAME = "positions-of-the-state";

    private static final Logger LOG = Logger.getLogger(PositionSeeker.class);

    private final CatalogState state;
    private final ReadPositions positions;

    PositionSeeker(CatalogState state, ReadPositions positions) {
        this.state = state;
        this.positions = positions;
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        Map<Integer, Long> known = known();
        for (TopicPartition partition : partitions) {
            positions.restart(partition.partition());
            Long position = known.get(partition.partition());
            if (position == null) {
                consumer.seekToBeginning(List.of(partition));
            } else {
                consumer.seek(partition, position);
            }
            LOG.debugf("Reading on. partition=%s position=%s", partition, position);
        }
    }

    private Map<Integer, Long> known() {
        try {
            return state.positions();
        } catch (SQLException e) {
            throw new IllegalStateException("the positions in the state cannot be read", e);
        }
    }
}
