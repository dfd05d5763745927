package dev.loopline.kit.position;

import dev.loopline.kit.consume.GroupPositions;
import dev.loopline.kit.consume.PatientRetry;
import dev.loopline.kit.failure.NotYetException;
import dev.loopline.kit.topic.TopicIds;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Lets each partition be read on from where it is in the database, whatever the consumer group has committed: an empty database, or
 * an older copy, is filled by itself. Used by the thread that polls.
 */
public final class PositionSeeker implements KafkaConsumerRebalanceListener {

    private static final Logger LOG = Logger.getLogger(PositionSeeker.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(1);

    private final ReadProgress progress;
    private final PositionStore store;
    private final TopicIds topics;
    private volatile boolean stopping;

    public PositionSeeker(ReadProgress progress, PositionStore store, TopicIds topics) {
        this.progress = progress;
        this.store = store;
        this.topics = topics;
    }

    /** The service stops: nothing is waited for any more. */
    void stop() {
        stopping = true;
    }

    /** Where a partition is read on. */
    private record Start(TopicPartition partition, PositionStore.Position stored, long from) {}

    /** Waits for the database as long as it takes: without it there is nothing to do. */
    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        PatientRetry patient = PatientRetry.neverGivingUp(
                () -> stopping, LONGEST_DELAY, failure -> LOG.warnf("Waiting for the positions. failure=%s", failure));
        List<Start> starts;
        try {
            starts = patient.call(() -> starts(consumer, partitions));
        } catch (Exception e) {
            throw new IllegalStateException("the service stops before the positions were read", e);
        }
        for (Start start : starts) {
            progress.begin(start.partition(), start.stored(), start.from());
            consumer.seek(start.partition(), start.from());
        }
        GroupPositions.tell(consumer, partitions);
    }

    @Override
    public void onPartitionsRevoked(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        progress.end(partitions);
    }

    /** Lets these partitions, as far as they are assigned, be read again from where they are in the database. */
    void readAgain(Consumer<?, ?> consumer, Set<TopicPartition> wanted) {
        Set<TopicPartition> assigned = consumer.assignment();
        List<TopicPartition> partitions =
                wanted.stream().filter(assigned::contains).toList();
        progress.end(wanted.stream().filter(one -> !assigned.contains(one)).toList());
        try {
            for (Start start : starts(consumer, partitions)) {
                long fetched = consumer.position(start.partition(), PATIENCE);
                progress.beginAgain(start.partition(), start.stored(), start.from(), fetched);
                consumer.seek(start.partition(), start.from());
            }
        } catch (SQLException | InterruptedException e) {
            throw new IllegalStateException("the positions cannot be read now", e);
        }
        GroupPositions.tell(consumer, partitions);
    }

    private List<Start> starts(Consumer<?, ?> consumer, Collection<TopicPartition> partitions)
            throws SQLException, InterruptedException {
        Map<String, String> topicIds =
                topics.find(partitions.stream().map(TopicPartition::topic).collect(Collectors.toSet()));
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions, PATIENCE);
        Map<TopicPartition, PositionStore.Position> known = store.read();
        Map<TopicPartition, PositionStore.Position> anew = new HashMap<>();
        for (TopicPartition partition : partitions) {
            String topicId = topicIds.get(partition.topic());
            if (topicId == null) {
                throw new NotYetException("there is no topic " + partition.topic() + " any more");
            }
            PositionStore.@Nullable Position position = known.get(partition);
            boolean isUsable = position != null
                    && position.topicId().equals(topicId)
                    && position.next() <= ends.getOrDefault(partition, 0L);
            if (!isUsable) {
                sayThatItIsReadAnew(partition, position);
                anew.put(partition, new PositionStore.Position(topicId, begins.getOrDefault(partition, 0L)));
            }
        }
        if (!anew.isEmpty()) {
            store.begin(anew);
            known = store.read();
        }
        List<Start> starts = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            PositionStore.@Nullable Position position = known.get(partition);
            if (position == null) {
                throw new NotYetException("the database was replaced while it was read");
            }
            long from = Math.max(begins.getOrDefault(partition, 0L), position.next());
            starts.add(new Start(partition, position, from));
        }
        return starts;
    }

    private static void sayThatItIsReadAnew(TopicPartition partition, PositionStore.@Nullable Position outdated) {
        if (outdated != null) {
            LOG.warnf(
                    "The topic was made anew or has lost records; it is read from its beginning. partition=%s"
                            + " position=%d",
                    partition, outdated.next());
        }
    }
}
