package dev.loopline.watcher.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.event.BundleCreated;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.LoopEvent;
import dev.loopline.contracts.event.LoopImported;
import dev.loopline.kit.consume.Delivery;
import dev.loopline.samples.SampleHome;
import dev.loopline.watcher.Events;
import dev.loopline.watcher.Watching;
import dev.loopline.watcher.bookkeeping.RegistryBookkeeping;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** RD-Agent writes while the watcher records what a whole history of loops came to (D-33). */
class ContentionTest {

    private static final Logger LOG = Logger.getLogger(ContentionTest.class);
    private static final int LOOPS = 50;
    private static final int WRITES = 300;
    private static final int BATCHES = 12;

    /**
     * How often a write of RD-Agent may last as long as its longest one without the watcher plus the watcher's longest
     * transaction without RD-Agent. SQLite does not queue: it looks again after pauses that grow to a tenth of a second, and
     * the watcher leaves the lock free for as long as it held it, so a look finds it free more often than not. Ninety-nine
     * of a hundred writes have to keep to it; how long the unluckiest waits is chance, but it must not be refused.
     */
    private static final int BOUND = 4;

    private static final double MOST = 0.99;
    private static final Duration PATIENCE_OF_RD_AGENT = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    @Test
    void rdAgentNeverWaitsLongerThanAShortBusy() throws Exception {
        // Given
        SampleHome.builder(folder).registryLoops(LOOPS).modelBytes(100).write();
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (Watching watching = new Watching(folder);
                Connection rdAgent = rdAgent(watching.registry.file())) {
            watching.awaitPublished(LOOPS);
            List<LoopBackfilled> events = watching.published().stream()
                    .map(published -> Events.backfilled(folder, published.event(), 0.05, "{}"))
                    .toList();
            RegistryBookkeeping bookkeeping =
                    new RegistryBookkeeping(watching.registry, watching.book, Clock.systemUTC());
            long oursAlone = record(bookkeeping, events);
            long[] alone = writes(rdAgent, "alone", () -> true);
            long theirsAlone = alone[alone.length - 1];

            // When
            AtomicInteger batches = new AtomicInteger();
            Future<?> recording = threads.submit(() -> {
                while (batches.get() < BATCHES) {
                    record(bookkeeping, events);
                    batches.addAndGet(3);
                }
                return null;
            });
            long[] contended = writes(rdAgent, "contended", () -> batches.get() >= BATCHES);
            recording.get(30, TimeUnit.SECONDS);
            long most = contended[(int) (MOST * contended.length)];
            long longest = contended[contended.length - 1];

            // Then
            LOG.infof(
                    "Writes of RD-Agent. longestAloneUs=%d contended=%d contendedP99Us=%d contendedLongestUs=%d"
                            + " watcherTransactionUs=%d",
                    theirsAlone / 1000, contended.length, most / 1000, longest / 1000, oursAlone / 1000);
            assertThat(Duration.ofNanos(most)).isLessThan(Duration.ofNanos(BOUND * (theirsAlone + oursAlone)));
        } finally {
            threads.shutdownNow();
        }
    }

    /** Records one batch of each kind, as large as batches get. Returns how long the longest took. */
    private static long record(RegistryBookkeeping bookkeeping, List<LoopBackfilled> events) throws Exception {
        List<Delivery<LoopBackfilled>> backfilled =
                events.stream().map(ContentionTest::delivery).toList();
        List<Delivery<BundleCreated>> bundled = events.stream()
                .map(Events::bundled)
                .map(ContentionTest::delivery)
                .toList();
        List<Delivery<LoopImported>> imported = events.stream()
                .map(event -> Events.imported(event.key(), event.revision()))
                .map(ContentionTest::delivery)
                .toList();
        long first = System.nanoTime();
        bookkeeping.backfilled(backfilled);
        long second = System.nanoTime();
        bookkeeping.bundled(bundled);
        long third = System.nanoTime();
        bookkeeping.imported(imported);
        return Math.max(Math.max(second - first, third - second), System.nanoTime() - third);
    }

    /** How long each write of RD-Agent took until it was enough, in nanoseconds, shortest first. */
    private static long[] writes(Connection rdAgent, String name, BooleanSupplier enough) throws SQLException {
        List<Long> took = new ArrayList<>();
        try (Statement statement = rdAgent.createStatement()) {
            for (int i = 0; i < WRITES || !enough.getAsBoolean(); i++) {
                long began = System.nanoTime();
                statement.execute("BEGIN IMMEDIATE");
                statement.execute("INSERT INTO loops (task_run_id, loop_id, status) VALUES ('" + name + "', " + i
                        + ", 'running')");
                statement.execute("COMMIT");
                took.add(System.nanoTime() - began);
            }
        }
        return took.stream().mapToLong(Long::longValue).sorted().toArray();
    }

    /** A connection with RD-Agent's settings. */
    private static Connection rdAgent(Path file) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = NORMAL");
            statement.execute("PRAGMA busy_timeout = " + PATIENCE_OF_RD_AGENT.toMillis());
        }
        return connection;
    }

    private static <E extends LoopEvent> Delivery<E> delivery(E event) {
        return new Delivery<>(event.key(), event, null, new Delivery.Position("t", 0, 0), Instant.EPOCH);
    }
}
