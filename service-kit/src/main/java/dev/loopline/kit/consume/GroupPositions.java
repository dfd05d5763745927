package dev.loopline.kit.consume;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.jboss.logging.Logger;

/** For consumers whose positions are kept with their state: the group's committed positions are only for onlookers. Stateless. */
public final class GroupPositions {

    private static final Logger LOG = Logger.getLogger(GroupPositions.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private GroupPositions() {}

    /** Commits where the consumer stands now, so that its lag can be watched. On the thread that polls. */
    public static void tell(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        try {
            Map<TopicPartition, OffsetAndMetadata> from = partitions.stream()
                    .collect(Collectors.toMap(
                            Function.identity(),
                            partition -> new OffsetAndMetadata(consumer.position(partition, PATIENCE))));
            consumer.commitSync(from, PATIENCE);
        } catch (RetriableException | RebalanceInProgressException | CommitFailedException e) {
            // Reading matters more; the group learns with the next record.
            LOG.warnf("The position was not committed to the consumer group. reason=\"%s\"", e.getMessage());
        }
    }
}
