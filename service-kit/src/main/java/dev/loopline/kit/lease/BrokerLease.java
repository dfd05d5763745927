package dev.loopline.kit.lease;

import dev.loopline.contracts.codec.Topics;
import dev.loopline.kit.broker.BrokerAccess;
import dev.loopline.kit.broker.BrokerTrouble;
import dev.loopline.kit.failure.NotYetException;
import dev.loopline.kit.startup.StartupRefusedException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.jboss.logging.Logger;

/**
 * Whoever the broker assigns the one partition of a topic to is the writer. The writer proves it every second by a commit, which the
 * broker takes from the present member of the group only, and believes it for less than a session after the last one that was
 * taken: so a process that was frozen, or cut off from the broker, does nothing before it has asked again, and the commit says in
 * whose name the lease was held last. What it finds then ends it for good. Safe for all threads.
 */
public final class BrokerLease implements Fence, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(BrokerLease.class);
    private static final Duration BETWEEN_PROOFS = Duration.ofSeconds(1);
    private static final Duration BEFORE_THE_FIRST = Duration.ofMillis(200);
    private static final Duration HEARTBEAT = Duration.ofSeconds(2);
    /** A proof is worth less than a session: the broker's begins with the last heartbeat, which may have come before it. */
    private static final Duration SAFETY = HEARTBEAT.plusSeconds(1);

    private static final Duration CLOSING = Duration.ofSeconds(6);

    private final BrokerAccess broker;
    private final String topic;
    private final String group;
    private final String holder;
    private final Duration session;
    private final Runnable lost;
    private final CountDownLatch held = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "lease");
    private volatile boolean stopping;
    private volatile boolean isLost;
    private volatile boolean isHeld;
    /** By {@link System#nanoTime}. */
    private volatile long validUntil;

    private volatile String state = "the broker was not asked yet";

    /**
     * @param service whose lease it is
     * @param holder a name that this instance keeps over its restarts, so that a restart need not wait, and no other has
     * @param session how long a holder may be silent before another takes the lease; brokers allow 6 s to 30 min
     * @param lost called once when another instance was the holder after this one; has to end the process
     */
    public BrokerLease(BrokerAccess broker, String service, String holder, Duration session, Runnable lost) {
        if (session.compareTo(SAFETY.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException("a lease is for "
                    + SAFETY.multipliedBy(2).toSeconds() + " s at least, not for " + session.toMillis() + " ms");
        }
        this.broker = broker;
        this.topic = Topics.lease(service);
        this.group = topic;
        this.holder = holder;
        this.session = session;
        this.lost = lost;
        thread.setDaemon(true);
    }

    /**
     * Waits until this instance has the lease.
     *
     * @throws InterruptedException if this thread is interrupted, or the lease is closed meanwhile
     * @throws StartupRefusedException if another process asks under the same name
     */
    public void acquire() throws InterruptedException {
        thread.start();
        if (!held.await(session.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.infof("Waiting for the lease. topic=%s state=\"%s\"", topic, state);
            held.await();
            LOG.infof("Taking over. topic=%s", topic);
        }
        if (stopping) {
            throw new InterruptedException("the lease was closed");
        }
        if (isLost) {
            throw new StartupRefusedException("the lease " + topic + " is asked for by another process under the name "
                    + holder + " of this instance; was its state folder copied?");
        }
    }

    @Override
    public void require() {
        if (isLost || !isHeld || validUntil - System.nanoTime() < 0) {
            throw new NotYetException("whether this instance may write is not certain now: " + state);
        }
    }

    @Override
    public void close() {
        stopping = true;
        isHeld = false;
        held.countDown();
        if (Thread.currentThread() != thread) {
            try {
                thread.join(CLOSING.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void run() {
        TopicPartition one = new TopicPartition(topic, 0);
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            consumer.subscribe(List.of(topic));
            while (!stopping && !isLost) {
                look(consumer, one);
            }
        } catch (InterruptException e) {
            LOG.debug("Interrupted while the lease was given up.", e);
        }
    }

    private void look(KafkaConsumer<byte[], byte[]> consumer, TopicPartition one) {
        long begun = System.nanoTime();
        try {
            consumer.poll(isHeld ? BETWEEN_PROOFS : BEFORE_THE_FIRST);
            Optional<String> last = lastHolder(consumer, one);
            boolean isOthers = last.isPresent() && !last.get().equals(holder);
            if (isHeld && isOthers) {
                taken(last.get());
            } else if (consumer.assignment().contains(one)) {
                consumer.pause(Set.of(one));
                prove(consumer, one, last);
            } else {
                state = "another instance has it"
                        + last.map(name -> ", " + name).orElse("");
            }
        } catch (FencedInstanceIdException e) {
            taken("another process under the same name, " + holder);
        } catch (CommitFailedException | RebalanceInProgressException e) {
            state = "the broker is deciding who has it";
        } catch (InterruptException e) {
            stopping = true;
        } catch (RuntimeException e) {
            refused(e);
            pause(BETWEEN_PROOFS.toNanos());
        }
        if (isHeld) {
            pause(BETWEEN_PROOFS.toNanos() - (System.nanoTime() - begun));
        }
    }

    /** In whose name the lease was held last. */
    private static Optional<String> lastHolder(KafkaConsumer<byte[], byte[]> consumer, TopicPartition one) {
        return Optional.ofNullable(consumer.committed(Set.of(one)).get(one)).map(OffsetAndMetadata::metadata);
    }

    private void refused(RuntimeException e) {
        String why = BrokerTrouble.find(e).map(BrokerTrouble::sentence).orElse(String.valueOf(e.getMessage()));
        if (!why.equals(state)) {
            LOG.warnf("The lease cannot be asked for; tried again. topic=%s state=\"%s\"", topic, why);
        }
        state = why;
    }

    private void prove(KafkaConsumer<byte[], byte[]> consumer, TopicPartition one, Optional<String> last) {
        long asked = System.nanoTime();
        consumer.commitSync(Map.of(one, new OffsetAndMetadata(0, holder)));
        validUntil = asked + session.minus(SAFETY).toNanos();
        state = "the broker did not confirm it for " + session.minus(SAFETY).toSeconds() + " s";
        if (!isHeld && !stopping) {
            isHeld = true;
            LOG.infof("The lease is ours. topic=%s holder=%s before=%s", topic, holder, last.orElse("nobody"));
            held.countDown();
        }
    }

    private void taken(String by) {
        isLost = true;
        state = "it was taken over by " + by;
        if (isHeld) {
            LOG.fatalf("Another instance has taken over; ending. topic=%s holder=%s by=%s", topic, holder, by);
            lost.run();
        }
        held.countDown();
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return broker.consumer(Map.of(
                ConsumerConfig.GROUP_ID_CONFIG,
                group,
                ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
                holder,
                ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                Math.toIntExact(session.toMillis()),
                ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                Math.toIntExact(HEARTBEAT.toMillis()),
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                CooperativeStickyAssignor.class.getName(),
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "latest",
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                Math.toIntExact(session.toMillis()),
                ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                Math.toIntExact(session.toMillis())));
    }

    private void pause(long nanos) {
        try {
            TimeUnit.NANOSECONDS.sleep(Math.max(0, nanos));
        } catch (InterruptedException e) {
            stopping = true;
        }
    }
}
