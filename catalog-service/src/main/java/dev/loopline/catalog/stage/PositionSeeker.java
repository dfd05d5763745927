package dev.loopline.catalog.stage;

import dev.loopline.catalog.state.CatalogState;
import dev.loopline.kit.consume.GroupPositions;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Reads each partition on from the position in the state, whatever the consumer group has committed: the state and its
 * position are one, and a lost state begins at the beginning. The position is committed to the group too, so that its lag can be watched: what a killed
 * service had not yet committed does not come again, so that nothing else would.
 */
@ApplicationScoped
@Identifier(PositionSeeker.NAME)
public class PositionSeeker implements KafkaConsumerRebalanceListener {

    static final String NAME = "positions-of-the-state";

    private static final Logger LOG = Logger.getLogger(PositionSeeker.class);

    private static final Duration PATIENCE = Duration.ofSeconds(5);

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
            Long position = known.get(partition.partition());
            if (position == null) {
                consumer.seekToBeginning(List.of(partition));
            } else {
                consumer.seek(partition, position);
            }
            positions.restart(partition.partition(), position == null ? 0 : position);
            LOG.debugf("Reading on. partition=%s position=%s", partition, position);
        }
        GroupPositions.tell(consumer, partitions);
    }

    /** Lets the topic, which was made anew meanwhile, be read from its beginning. */
    void readAnew(Consumer<?, ?> consumer) {
        synchronized (positions) {
            try {
                state.forgetPositions();
            } catch (SQLException e) {
                throw new IllegalStateException("the positions in the state cannot be forgotten", e);
            }
            for (TopicPartition partition : consumer.assignment()) {
                positions.beginAnew(partition.partition(), consumer.position(partition, PATIENCE));
            }
            consumer.seekToBeginning(consumer.assignment());
        }
        GroupPositions.tell(consumer, consumer.assignment());
    }

    private Map<Integer, Long> known() {
        try {
            return state.positions();
        } catch (SQLException e) {
            throw new IllegalStateException("the positions in the state cannot be read", e);
        }
    }
}
