package dev.loopline.importer.stage;

import dev.loopline.contracts.event.EventType;
import dev.loopline.importer.position.PositionTable;
import dev.loopline.importer.position.ReadProgress;
import dev.loopline.kit.consume.GroupPositions;
import dev.loopline.kit.consume.PatientRetry;
import dev.loopline.kit.failure.NotYetException;
import dev.loopline.kit.topic.TopicIds;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Lets each partition be read on from where it is in the database, whatever the consumer group has committed: an empty database, or
 * one from an older dump, is filled by itself. Used by the thread that polls.
 */
@ApplicationScoped
@Identifier(PositionSeeker.NAME)
public class PositionSeeker implements KafkaConsumerRebalanceListener {

    static final String NAME = "positions-of-the-database";

    private static final Logger LOG = Logger.getLogger(PositionSeeker.class);
    private static final String TOPIC = EventType.CATALOG_UPDATED.topic();
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(1);

    private final ReadProgress progress;
    private final PositionTable table;
    private final TopicIds topics;
    private volatile boolean stopping;

    PositionSeeker(ReadProgress progress, PositionTable table, TopicIds topics) {
        this.progress = progress;
        this.table = table;
        this.topics = topics;
    }

    void onStop(@Observes @Priority(1) ShutdownEvent event) {
        stopping = true;
    }

    /** Where a partition is read on; {@code stored} is 0 if the database has nothing of it. */
    private record Start(TopicPartition partition, String topicId, long stored, long from) {}

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
            progress.begin(start.partition().partition(), start.topicId(), start.stored(), start.from());
            consumer.seek(start.partition(), start.from());
        }
        GroupPositions.tell(consumer, partitions);
    }

    @Override
    public void onPartitionsRevoked(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        progress.end(partitions.stream().map(TopicPartition::partition).toList());
    }

    /** Lets these partitions, as far as they are assigned, be read again from where they are in the database. */
    void readAgain(Consumer<?, ?> consumer, Collection<Integer> numbers) {
        List<TopicPartition> partitions = consumer.assignment().stream()
                .filter(partition -> numbers.contains(partition.partition()))
                .toList();
        progress.end(numbers.stream()
                .filter(number -> partitions.stream().noneMatch(one -> one.partition() == number))
                .toList());
        try {
            for (Start start : starts(consumer, partitions)) {
                long fetched = consumer.position(start.partition(), PATIENCE);
                progress.beginAgain(
                        start.partition().partition(), start.topicId(), start.stored(), start.from(), fetched);
                consumer.seek(start.partition(), start.from());
            }
        } catch (SQLException | InterruptedException e) {
            throw new IllegalStateException("the positions cannot be read now", e);
        }
        GroupPositions.tell(consumer, partitions);
    }

    private List<Start> starts(Consumer<?, ?> consumer, Collection<TopicPartition> partitions)
            throws SQLException, InterruptedException {
        String topicId =
                topics.find(TOPIC).orElseThrow(() -> new NotYetException("there is no topic " + TOPIC + " any more"));
        Map<Integer, PositionTable.Position> known = table.read();
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions, PATIENCE);
        List<Start> starts = new ArrayList<>();
        List<Integer> outdated = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            PositionTable.@Nullable Position position = known.get(partition.partition());
            long begin = begins.getOrDefault(partition, 0L);
            if (position != null
                    && position.topicId().equals(topicId)
                    && position.next() <= ends.getOrDefault(partition, 0L)) {
                starts.add(new Start(partition, topicId, position.next(), Math.max(begin, position.next())));
            } else {
                starts.add(new Start(partition, topicId, 0, begin));
                if (position != null) {
                    outdated.add(partition.partition());
                    LOG.warnf(
                            "The topic was made anew or has lost records; it is read from its beginning. partition=%s"
                                    + " position=%d",
                            partition, position.next());
                }
            }
        }
        table.forget(outdated);
        return starts;
    }
}
