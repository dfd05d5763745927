package dev.loopline.importer.stage;

import dev.loopline.contracts.event.EventType;
import dev.loopline.importer.position.PositionTable;
import dev.loopline.importer.position.ReadProgress;
import dev.loopline.importer.schema.DatabaseGate;
import dev.loopline.kit.consume.Channels;
import dev.loopline.kit.consume.Waiting;
import dev.loopline.kit.failure.FailureClassifier;
import dev.loopline.kit.topic.TopicIds;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Notes in the database up to where the topic is in it, and notices when the database or the topic is another one than before: then
 * the topic is read again from what the database says. Safe for all threads; calls wait for each other.
 */
@Singleton
class PositionKeeper {

    private static final Logger LOG = Logger.getLogger(PositionKeeper.class);
    private static final String TOPIC = EventType.CATALOG_UPDATED.topic();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** PostgreSQL: the schema or a table is not there. */
    private static final Set<String> NO_TABLES = Set.of("3F000", "42P01");

    private static final int FLUSH_MS = 500;
    private static final int LOOK_MS = 5_000;

    private final ReadProgress progress;
    private final PositionTable table;
    private final TopicIds topics;
    private final DatabaseGate gate;
    private final Feed feed;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "positions");
        made.setDaemon(true);
        return made;
    });

    /** The consumer, and what says that it waits. */
    @Singleton
    static final class Feed {
        private final KafkaClientService clients;
        private final PositionSeeker seeker;
        private final Waiting waiting;

        Feed(KafkaClientService clients, @Identifier(PositionSeeker.NAME) PositionSeeker seeker, Waiting waiting) {
            this.clients = clients;
            this.seeker = seeker;
            this.waiting = waiting;
        }
    }

    PositionKeeper(ReadProgress progress, PositionTable table, TopicIds topics, DatabaseGate gate, Feed feed) {
        this.progress = progress;
        this.table = table;
        this.topics = topics;
        this.gate = gate;
        this.feed = feed;
    }

    void onStart(@Observes StartupEvent event) {
        thread.scheduleWithFixedDelay(this::flushOrWait, FLUSH_MS, FLUSH_MS, TimeUnit.MILLISECONDS);
        thread.scheduleWithFixedDelay(this::lookOrWait, LOOK_MS, LOOK_MS, TimeUnit.MILLISECONDS);
    }

    void onStop(@Observes ShutdownEvent event) {
        thread.shutdownNow();
        flushOrWait();
    }

    private void flushOrWait() {
        try {
            flush();
        } catch (SQLException | RuntimeException e) {
            LOG.debugf("Positions could not be noted; trying again. failure=%s", e);
        }
    }

    private void lookOrWait() {
        try {
            look();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warnf("Database and topic could not be compared; trying again. failure=%s", e);
        }
    }

    /** Notes what was imported since the last call; a crash before means that it is read once more. */
    private synchronized void flush() throws SQLException {
        List<ReadProgress.Claim> claims = progress.claims();
        if (claims.isEmpty()) {
            return;
        }
        Set<Integer> noted = table.store(claims);
        claims.stream().filter(claim -> noted.contains(claim.partition())).forEach(progress::stored);
        Set<Integer> refused = claims.stream()
                .map(ReadProgress.Claim::partition)
                .filter(partition -> !noted.contains(partition))
                .collect(Collectors.toSet());
        readAgain(refused, "the database does not have what was imported");
    }

    /** Looks whether database and topic are still what they were. What cannot be asked is said to wait. */
    private synchronized void look() throws InterruptedException {
        try {
            Optional<String> topicId = topics.find(TOPIC);
            feed.waiting.standsStill(
                    TOPIC,
                    topicId.isPresent()
                            ? null
                            : "there is no topic " + TOPIC + "; a restart of"
                                    + " Loopline makes it, and the loops are published again");
            Set<Integer> lost = topicId.isEmpty() ? Set.of() : progress.lost(table.read(), topicId.get());
            readAgain(lost, "the database or the topic is another one than before");
            feed.waiting.standsStill("Database", null);
        } catch (SQLException e) {
            feed.waiting.standsStill("Database", "the database cannot be used: " + e.getMessage());
            if (NO_TABLES.contains(String.valueOf(e.getSQLState()))) {
                LOG.warnf("The tables are gone, and are made anew. failure=%s", e.getMessage());
                gate.update();
            }
        } catch (RuntimeException e) {
            if (!FailureClassifier.isTransient(e)) {
                throw e;
            }
            feed.waiting.standsStill("Broker", e.getMessage());
            return;
        }
        feed.waiting.standsStill("Broker", null);
    }

    private void readAgain(Collection<Integer> partitions, String reason) {
        KafkaConsumer<?, ?> consumer = feed.clients.getConsumer(Channels.CATALOG_UPDATED);
        if (partitions.isEmpty() || consumer == null) {
            return;
        }
        LOG.warnf(
                "The topic is read again from what the database says. partitions=%s reason=\"%s\"", partitions, reason);
        consumer.runOnPollingThread(client -> {
                    feed.seeker.readAgain(client, partitions);
                })
                .await()
                .atMost(PATIENCE);
    }
}
