package dev.loopline.watcher.outbox;

import dev.loopline.kit.publish.EventPublisher.OutgoingRecord;
import dev.loopline.watcher.registry.Registry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends what is in the outbox, oldest first, and removes it once the broker has it. One thread of its own, woken after each
 * commit; it looks once a second all the same. When the broker is away it waits and nothing is lost. Safe for all threads.
 */
public final class OutboxRelay implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(OutboxRelay.class);
    private static final int BATCH = 250;
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(5);
    private static final Duration FIRST_BACK_OFF = Duration.ofMillis(200);

    private final Registry registry;
    private final Sink sink;
    private final OutboxTable table = new OutboxTable();
    private final Semaphore work = new Semaphore(0);
    private final Thread thread = new Thread(this::run, "outbox-relay");
    private volatile boolean stopping;
    private volatile @Nullable String problem;

    /** Sends records and returns when the broker has them all. */
    @FunctionalInterface
    public interface Sink {
        void send(List<OutgoingRecord> records);
    }

    public OutboxRelay(Registry registry, Sink sink) {
        this.registry = registry;
        this.sink = sink;
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** There may be something to send. */
    public void wake() {
        work.release();
    }

    /** How many records wait. */
    public long backlog() throws SQLException {
        return registry.view(table::count);
    }

    /** Why nothing is being sent at the moment, if so. */
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** Sends all that is there. Returns how many records were sent. */
    public int drain() throws SQLException {
        int sent = 0;
        List<OutboxTable.Entry> batch = registry.view(session -> table.oldest(session, BATCH));
        while (!batch.isEmpty() && !stopping) {
            sink.send(batch.stream().map(OutboxTable.Entry::record).toList());
            long last = batch.get(batch.size() - 1).sequence();
            registry.write(session -> {
                table.removeUpTo(session, last);
                return last;
            });
            sent += batch.size();
            batch = registry.view(session -> table.oldest(session, BATCH));
        }
        return sent;
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
    }

    private void run() {
        Duration backOff = FIRST_BACK_OFF;
        while (!stopping) {
            try {
                drain();
                backOff = FIRST_BACK_OFF;
                recovered();
                if (work.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                    work.drainPermits();
                }
            } catch (InterruptedException e) {
                return;
            } catch (SQLException | RuntimeException e) {
                if (stopping) {
                    return;
                }
                failed(e);
                if (!pause(backOff)) {
                    return;
                }
                backOff = backOff.multipliedBy(2).compareTo(LONGEST_BACK_OFF) > 0
                        ? LONGEST_BACK_OFF
                        : backOff.multipliedBy(2);
            }
        }
    }

    private void failed(Exception e) {
        if (problem == null) {
            LOG.warnf(e, "Events cannot be published at the moment; they are kept and sent later.");
        }
        problem = String.valueOf(e.getMessage());
    }

    private void recovered() {
        if (problem != null) {
            LOG.info("Events are published again.");
            problem = null;
        }
    }

    private static boolean pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }
}
