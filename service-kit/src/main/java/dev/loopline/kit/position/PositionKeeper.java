package dev.loopline.kit.position;

import dev.loopline.kit.topic.TopicIds;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Notes in the database up to where the topics of a channel are in it, and notices when the database or a topic is another one
 * than before: then it is read again from what the database says. Safe for all threads; calls wait for each other.
 */
public final class PositionKeeper {

    private static final Logger LOG = Logger.getLogger(PositionKeeper.class);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final ReadProgress progress;
    private final PositionStore store;
    private final TopicIds topics;
    private final Feed feed;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "positions");
        made.setDaemon(true);
        return made;
    });

    /**
     * Where the records come from.
     *
     * @param channel the incoming channel
     * @param seeker its rebalance listener
     */
    public record Feed(KafkaClientService clients, String channel, PositionSeeker seeker) {}

    public PositionKeeper(ReadProgress progress, PositionStore store, TopicIds topics, Feed feed) {
        this.progress = progress;
        this.store = store;
        this.topics = topics;
        this.feed = feed;
    }

    /** A look at database and topics, which calls {@link #look} and says what it finds. */
    @FunctionalInterface
    public interface Looking {
        void run() throws InterruptedException;
    }

    /** Notes positions and looks at these intervals from now on, until {@link #stop}. */
    public void start(Duration noting, Looking looking) {
        thread.scheduleWithFixedDelay(this::flushOrWait, noting.toMillis(), noting.toMillis(), TimeUnit.MILLISECONDS);
        thread.scheduleWithFixedDelay(
                () -> lookOrWait(looking), LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The service stops: what waits for the database waits no longer. */
    public void beginStop() {
        feed.seeker().stop();
    }

    /** Notes what is left to be noted. */
    public void stop() {
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

    private static void lookOrWait(Looking looking) {
        try {
            looking.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warnf("Database and topics could not be compared; trying again. failure=%s", e);
        }
    }

    /** Notes what was dealt with since the last call; a crash before means that it is read once more. */
    private synchronized void flush() throws SQLException {
        List<ReadProgress.Claim> claims = progress.claims();
        if (claims.isEmpty()) {
            return;
        }
        Set<TopicPartition> noted = store.store(claims);
        Set<TopicPartition> refused = new HashSet<>();
        for (ReadProgress.Claim claim : claims) {
            if (noted.contains(claim.partition())) {
                progress.stored(claim);
            } else {
                refused.add(claim.partition());
            }
        }
        readAgain(refused, "the database does not have what was dealt with");
    }

    /**
     * Looks whether database and topics are still what they were.
     *
     * @return the topics that are there
     * @throws dev.loopline.kit.failure.NotYetException the broker does not answer
     */
    public synchronized Set<String> look(Collection<String> names) throws SQLException, InterruptedException {
        Map<String, String> topicIds = topics.find(names);
        readAgain(progress.lost(store.read(), topicIds), "the database or the topic is another one than before");
        return topicIds.keySet();
    }

    private void readAgain(Set<TopicPartition> partitions, String reason) {
        KafkaConsumer<?, ?> consumer = feed.clients().getConsumer(feed.channel());
        if (partitions.isEmpty() || consumer == null) {
            return;
        }
        LOG.warnf("Topics are read again from what the database says. partitions=%s reason=\"%s\"", partitions, reason);
        consumer.runOnPollingThread(client -> {
                    feed.seeker().readAgain(client, partitions);
                })
                .await()
                .atMost(PATIENCE);
    }
}
