package dev.loopline.watcher.topic;

import dev.loopline.kit.broker.BrokerAccess;
import dev.loopline.kit.broker.BrokerTrouble;
import dev.loopline.kit.home.HomeIdentity;
import dev.loopline.watcher.register.LoopBook;
import dev.loopline.watcher.register.Outlet;
import dev.loopline.watcher.registry.Registry;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Compares the registry with the topic at the start, when the registry was replaced, and every few seconds, on a thread of its
 * own. Until the first comparison succeeded no revision may be given out: it might be one that the topic has for other content.
 * Later a broker that is away is no obstacle, a topic that is away is. Safe for all threads.
 */
@Singleton
public final class TopicWatch implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(TopicWatch.class);
    private static final Duration LOOK = Duration.ofSeconds(6);
    private static final Duration LONGEST_WAIT_AT_START = Duration.ofSeconds(5);
    private static final long NEVER = -1;
    private static final String NOT_YET =
            "no loop is registered until the registry is compared with the topic " + RegistrationTopic.NAME;

    private final Registry registry;
    private final RegistrationTopic topic;
    private final TopicComparison comparison;
    private final Semaphore work = new Semaphore(0);
    private final CountDownLatch first = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "topic-watch");
    private volatile boolean stopping;
    /** The registry that was compared, by its number; see {@link Registry#generation}. */
    private volatile long compared = NEVER;

    private volatile @Nullable String problem;

    public TopicWatch(Registry registry, LoopBook book, BrokerAccess broker, HomeIdentity home) {
        this.registry = registry;
        this.topic = new RegistrationTopic(broker, home.id());
        this.comparison = new TopicComparison(registry, book, topic);
        thread.setDaemon(true);
    }

    /** Starts; waits some seconds for the first comparison, which usually takes a few milliseconds. */
    public void start() throws InterruptedException {
        thread.start();
        if (!first.await(LONGEST_WAIT_AT_START.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warn(NOT_YET);
        }
    }

    /** Why no revision may be given out at the moment; empty if it may. A registry that was just replaced is looked at soon. */
    public Optional<String> closed() {
        String known = problem;
        if (known == null && compared != registry.generation()) {
            work.release();
            return Optional.of(NOT_YET);
        }
        return Optional.ofNullable(known);
    }

    @Override
    public void close() {
        stopping = true;
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        topic.close();
    }

    /**
     * The way out for registrations, closed as long as no revision may be given out.
     *
     * @param filled called when something was put into the outbox
     */
    public Outlet outlet(Runnable filled) {
        return new Outlet() {
            @Override
            public void filled() {
                filled.run();
            }

            @Override
            public Optional<String> closed() {
                return TopicWatch.this.closed();
            }
        };
    }

    private void run() {
        try {
            while (!stopping) {
                boolean through = look();
                first.countDown();
                if (through && work.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                    work.drainPermits();
                }
            }
        } catch (InterruptedException | InterruptException e) {
            LOG.debugf("The topic is not looked at any more. stopping=%s", stopping);
        }
    }

    /** Returns whether the next look is not to follow at once. */
    private boolean look() throws InterruptedException {
        long generation = registry.generation();
        try {
            if (!comparison.run(known(generation))) {
                return false;
            }
            compared = generation;
            problem(null);
        } catch (ExecutionException e) {
            boolean missing = e.getCause() instanceof UnknownTopicOrPartitionException;
            failed(missing ? missing() : unanswered(e.getCause()), missing);
        } catch (InterruptException e) {
            throw e;
        } catch (SQLException e) {
            failed(NOT_YET + ": " + e.getMessage(), false);
        } catch (TimeoutException | KafkaException e) {
            failed(unanswered(e), false);
        } catch (RuntimeException e) {
            LOG.error("Unforeseen failure while the registry was compared with the topic; it is tried again.", e);
            failed(NOT_YET + ": " + e, false);
        }
        return true;
    }

    private TopicComparison.Known known(long generation) {
        if (compared == NEVER) {
            return TopicComparison.Known.NOTHING;
        }
        return compared == generation ? TopicComparison.Known.COMPARED : TopicComparison.Known.REPLACED;
    }

    private static String missing() {
        return "the topic " + RegistrationTopic.NAME
                + " is not there, so no loop is registered; start the watcher again, which creates it, and all loops are"
                + " announced once more";
    }

    private static String unanswered(@Nullable Throwable cause) {
        return NOT_YET + "; "
                + Optional.ofNullable(cause)
                        .flatMap(BrokerTrouble::find)
                        .map(BrokerTrouble::sentence)
                        .orElse("the broker does not answer: " + cause);
    }

    /** A registry that was compared before may go on unless the topic itself is away: its events wait in the outbox. */
    private void failed(String sentence, boolean inAnyCase) {
        if (inAnyCase || compared != registry.generation()) {
            problem(sentence);
        }
    }

    private void problem(@Nullable String sentence) {
        if (sentence != null && problem == null) {
            LOG.errorf("No loop is registered at the moment, it is tried again: %s", sentence);
        } else if (sentence == null && problem != null) {
            LOG.info("Loops are registered again.");
        }
        problem = sentence;
    }
}
