package dev.loopline.watcher.outbox;

import dev.loopline.contracts.LoopKey;
import dev.loopline.kit.consume.PatientRetry;
import dev.loopline.kit.publish.EventPublisher.OutgoingRecord;
import dev.loopline.watcher.registry.Registry;
import dev.loopline.watcher.registry.RegistrySession;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends what is in the outbox, oldest first, and removes it once the broker has it. One thread of its own, woken after each
 * commit; it looks every few seconds all the same. When the broker is away it waits and nothing is lost. In a home that another
 * watcher owns it sends nothing. Safe for all threads.
 */
public final class OutboxRelay implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(OutboxRelay.class);
    private static final int BATCH = 250;
    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(5);

    private final Registry registry;
    private final Sink sink;
    private final Published published;
    private final OutboxTable table = new OutboxTable();
    private final Semaphore work = new Semaphore(0);
    private final Thread thread = new Thread(this::run, "outbox-relay");
    private volatile boolean stopping;
    private volatile @Nullable String problem;

    /** Sends records and returns when the broker has them all: where each lies now, as far as it is known. */
    @FunctionalInterface
    public interface Sink {
        List<RecordMetadata> send(List<OutgoingRecord> records);
    }

    /** Records, in the transaction that removes it from the outbox, that the broker has the event about a loop's revision. */
    @FunctionalInterface
    public interface Published {
        void note(RegistrySession session, LoopKey loop, long revision) throws SQLException;
    }

    /** A relay that records nothing about what it sent. */
    public OutboxRelay(Registry registry, Sink sink) {
        this(registry, sink, (session, loop, revision) -> {});
    }

    public OutboxRelay(Registry registry, Sink sink, Published published) {
        this.registry = registry;
        this.sink = sink;
        this.published = published;
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
            List<OutboxTable.Entry> sending = batch;
            registry.requireHeld();
            List<RecordMetadata> places =
                    sink.send(sending.stream().map(OutboxTable.Entry::record).toList());
            registry.write(session -> takeNote(session, sending, places));
            sent += batch.size();
            batch = registry.view(session -> table.oldest(session, BATCH));
        }
        return sent;
    }

    private int takeNote(RegistrySession session, List<OutboxTable.Entry> sent, List<RecordMetadata> places)
            throws SQLException {
        PublishedTable.advance(session, places);
        for (OutboxTable.Entry entry : sent) {
            table.remove(session, entry);
            published.note(session, entry.loop(), entry.revision());
        }
        return sent.size();
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
        PatientRetry retry = PatientRetry.neverGivingUp(() -> stopping, LONGEST_BACK_OFF, this::failed);
        while (!stopping) {
            try {
                retry.run(this::drain);
                recovered();
                if (work.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                    work.drainPermits();
                }
            } catch (Exception e) {
                // Only when it stops: nothing else ends the attempts.
                return;
            }
        }
    }

    private void failed(Throwable e) {
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
}
