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
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** RD-Agent writes while the watcher records what a whole history of loops came to (D-33). */
class ContentionTest {

    private static final Logger LOG = Logger.getLogger(ContentionTest.class);
    private static final int LOOPS = 50;
    private static final int WRITES = 300;

    /**
     * How often a write of RD-Agent may last as long as its longest one without the watcher plus the watcher's longest
     * transaction without RD-Agent. SQLite does not queue: it looks again after pauses that grow to a tenth of a second, so a
     * single transaction in the way may cost some of them. Nineteen of twenty writes have to keep to it; how long the
     * unluckiest waits is chance, and RD-Agent's own patience is its bound.
     */
    private static final int BOUND = 20;

    private static final double MOST = 0.95;
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
                    .map(published -> Events.backfilled(published.event(), 0.05, "{}"))
                    .toList();
            RegistryBookkeeping bookkeeping =
                    new RegistryBookkeeping(watching.registry, watching.book, Clock.systemUTC());
            long oursAlone = record(bookkeeping, events);
            long[] alone = writes(rdAgent, "alone");
            long theirsAlone = alone[WRITES - 1];

            // When
            AtomicBoolean stop = new AtomicBoolean();
            Future<Integer> recording = threads.submit(() -> {
                int batches = 0;
                while (!stop.get()) {
                    record(bookkeeping, events);
                    batches += 3;
                }
                return batches;
            });
            long[] contended = writes(rdAgent, "contended");
            stop.set(true);
            int batches = recording.get(30, TimeUnit.SECONDS);

            // Then
            LOG.infof(
                    "Writes of RD-Agent. longestAloneUs=%d contendedP95Us=%d contendedLongestUs=%d"
                            + " watcherTransactionUs=%d batches=%d",
                    theirsAlone / 1000,
                    contended[(int) (MOST * WRITES)] / 1000,
                    contended[WRITES - 1] / 1000,
                    oursAlone / 1000,
                    batches);
            assertThat(batches).isPositive();
            assertThat(Duration.ofNanos(contended[(int) (MOST * WRITES)]))
                    .isLessThan(Duration.ofNanos(BOUND * (theirsAlone + oursAlone)));
            assertThat(Duration.ofNanos(contended[WRITES - 1])).isLessThan(PATIENCE_OF_RD_AGENT.dividedBy(2));
        } finally {
            threads.shutdownNow();
        }
    }

    /** Records one batch of each kind, as large as batches get. Returns how long the longest took. */
    private static long record(RegistryBookkeeping bookkeeping, List<LoopBackfilled> events) throws SQLException {
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

    /** How long each write of RD-Agent took, in nanoseconds, shortest first. */
    private static long[] writes(Connection rdAgent, String name) throws SQLException {
        long[] took = new long[WRITES];
        try (Statement statement = rdAgent.createStatement()) {
            for (int i = 0; i < WRITES; i++) {
                long began = System.nanoTime();
                statement.execute("BEGIN IMMEDIATE");
                statement.execute("INSERT INTO loops (task_run_id, loop_id, status) VALUES ('" + name + "', " + i
                        + ", 'running')");
                statement.execute("COMMIT");
                took[i] = System.nanoTime() - began;
            }
        }
        Arrays.sort(took);
        return took;
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
