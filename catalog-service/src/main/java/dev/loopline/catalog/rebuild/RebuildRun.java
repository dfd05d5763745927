package dev.loopline.catalog.rebuild;

import dev.loopline.catalog.state.CatalogReader;
import dev.loopline.catalog.state.CatalogState;
import dev.loopline.catalog.state.Change;
import dev.loopline.catalog.state.Difference;
import dev.loopline.catalog.state.Placed;
import dev.loopline.catalog.topic.TopicCursor;
import dev.loopline.contracts.LoopKey;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/**
 * One rebuild, from the first record to the swap. Parts of the topic are decoded by several threads and written by one, in the
 * order of the topic, so that no core waits.
 * The generation in use is locked only for the last records and the comparison. Used by one thread.
 */
final class RebuildRun implements AutoCloseable {

    /** While more than this is missing, the generation in use need not wait. */
    private static final long NEARLY_THERE = 500;

    private static final int STOP_SECONDS = 20;
    private static final int MOST_ROUNDS = 20;
    private static final int AT_ONCE = 50;
    private static final int DECODERS = Runtime.getRuntime().availableProcessors();
    /** Parts that are decoded, or wait for being written, while another one is written. */
    static final int AHEAD = DECODERS + 1;

    private final RebuildRequest request;
    private final CatalogState inUse;
    private final CatalogState next;
    private final TopicReader topic;
    private final Progress progress;
    private final BooleanSupplier cancelled;
    private final ExecutorService decoders = Executors.newFixedThreadPool(DECODERS, task -> {
        Thread thread = new Thread(task, "catalog-rebuild-decode");
        thread.setDaemon(true);
        return thread;
    });
    private final long begun = System.nanoTime();
    private final Map<LoopKey, Long> inScope = new HashMap<>();

    /** Takes how far it is. */
    @FunctionalInterface
    interface Progress {
        void update(UnaryOperator<RebuildProgress> change);
    }

    /**
     * The two generations of a rebuild.
     *
     * @param inUse what answers until the swap
     * @param next what is filled from the topic
     */
    record Generations(CatalogState inUse, CatalogState next) {}

    RebuildRun(
            RebuildRequest request,
            Generations generations,
            TopicReader topic,
            Progress progress,
            BooleanSupplier cancelled) {
        this.request = request;
        this.inUse = generations.inUse();
        this.next = generations.next();
        this.topic = topic;
        this.progress = progress;
        this.cancelled = cancelled;
    }

    /**
     * Runs to the end.
     *
     * @return whether the new generation is the one in use now
     * @throws CancellationException if it was cancelled
     * @throws IllegalStateException if the topic knows less than the catalogs and that is not accepted
     */
    boolean run() throws SQLException, IOException, InterruptedException {
        if (!request.scope().isWhole()) {
            inScope.putAll(inScope(inUse, request.scope()));
        }
        Map<Integer, Long> ends = mark();
        Map<Integer, Long> positions = next.positions();
        topic.seek(positions);
        Map<Integer, Long> begins = topic.begins();
        progress.update(now -> now.toRead(distance(begins, positions), distance(begins, ends), ends));
        read(ends, begins);
        progress.update(RebuildProgress::comparing);
        for (int round = 0;
                round < MOST_ROUNDS && distance(next.positions(), inUse.positions()) > NEARLY_THERE;
                round++) {
            read(inUse.positions(), begins);
        }
        return request.scope().isWhole() ? succeed(begins) : renew(begins);
    }

    /** The end of the topic as it was at the very start; after a restart it still is. */
    private Map<Integer, Long> mark() throws SQLException {
        Map<Integer, Long> known = next.targets();
        if (!known.isEmpty()) {
            return known;
        }
        Map<Integer, Long> ends = topic.ends();
        next.readUpTo(ends);
        return ends;
    }

    private void read(Map<Integer, Long> ends, Map<Integer, Long> begins) throws SQLException, InterruptedException {
        Deque<Future<TopicReader.Batch>> coming = new ArrayDeque<>();
        boolean more = true;
        while (more || !coming.isEmpty()) {
            while (more && coming.size() < AHEAD) {
                Optional<TopicCursor.Part> part = topic.next(ends);
                part.ifPresent(read -> coming.add(decoders.submit(() -> topic.understand(read))));
                more = part.isPresent();
            }
            if (!coming.isEmpty()) {
                apply(await(coming.remove()), begins);
            }
            if (cancelled.getAsBoolean()) {
                throw new CancellationException("cancelled");
            }
        }
    }

    private void apply(TopicReader.Batch batch, Map<Integer, Long> begins) throws SQLException {
        List<Change> changes = new ArrayList<>();
        for (Placed placed : batch.changes()) {
            if (isInScope(placed.change())) {
                changes.add(placed.change());
            }
        }
        next.fill(changes, batch.positions());
        Duration since = Duration.ofNanos(System.nanoTime() - begun);
        progress.update(
                now -> now.read(distance(begins, batch.positions()), batch.records(), batch.unreadable(), since));
    }

    /** Once a loop was in scope, all that is said of it later counts. */
    private boolean isInScope(Change change) throws SQLException {
        RebuildScope scope = request.scope();
        if (!scope.hasTimes()) {
            return scope.mayHold(change.key());
        }
        boolean known = inScope.containsKey(change.key()) || next.knows(change.key());
        boolean holds = change instanceof Change.Present present
                && scope.holds(change.key(), present.facts().loop().finishedAt());
        return known || holds;
    }

    private static <T> T await(Future<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e.getCause());
        }
    }

    private boolean succeed(Map<Integer, Long> begins) throws SQLException, IOException, InterruptedException {
        locked(begins, () -> {
            Difference difference = request.dryRun()
                    ? inUse.compare(next)
                    : inUse.succeed(next, found -> requireNoLoss(request, found));
            progress.update(now -> now.compared(difference));
        });
        return !request.dryRun();
    }

    /** Something to do while both generations have read the same. */
    @FunctionalInterface
    private interface Step {
        void run() throws SQLException, IOException;
    }

    private void locked(Map<Integer, Long> begins, Step step) throws SQLException, IOException, InterruptedException {
        boolean done = inUse.exclusively(() -> {
            boolean same = caughtUp(begins);
            if (same) {
                step.run();
            }
            return same;
        });
        if (!done) {
            throw new InterruptedException("the service stops");
        }
    }

    static void requireNoLoss(RebuildRequest request, Difference difference) {
        if (difference.lost().count() > 0 && !request.acceptsLoss()) {
            throw new IllegalStateException(
                    "the topic does not know " + difference.lost().count()
                            + " loops of the catalogs, or only older revisions of them, such as "
                            + difference.lost().first().get(0)
                            + "; nothing was changed. If they are to go, ask again with accept_loss");
        }
    }

    private boolean caughtUp(Map<Integer, Long> begins) throws SQLException {
        try {
            read(inUse.positions(), begins);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Loop by loop, because the others are not touched; in parts, so that live events take their turns. */
    private boolean renew(Map<Integer, Long> begins) throws SQLException, IOException, InterruptedException {
        read(inUse.positions(), begins);
        Difference difference = inUse.compare(next, List.copyOf(inScope.keySet()));
        progress.update(now -> now.compared(difference));
        if (!request.dryRun()) {
            requireNoLoss(request, difference);
            List<LoopKey> known = keys(next);
            for (int from = 0; from < known.size(); from += AT_ONCE) {
                List<LoopKey> part = known.subList(from, Math.min(known.size(), from + AT_ONCE));
                locked(begins, () -> renew(part));
            }
            known.forEach(inScope::remove);
            inUse.renew(inScope.entrySet().stream()
                    .<Change>map(lost -> new Change.Withdrawn(lost.getKey(), lost.getValue()))
                    .toList());
        }
        return false;
    }

    private void renew(List<LoopKey> keys) throws SQLException {
        List<Change> changes = new ArrayList<>();
        try (CatalogReader reader = next.reader()) {
            for (LoopKey key : keys) {
                reader.facts(key).map(Change.Present::new).ifPresent(changes::add);
            }
        }
        inUse.renew(changes);
    }

    private static List<LoopKey> keys(CatalogState state) throws SQLException {
        try (CatalogReader reader = state.reader()) {
            return reader.keys(null);
        }
    }

    /** The loops in scope that were in use at the start, with their revisions: what the topic does not say of them goes. */
    private static Map<LoopKey, Long> inScope(CatalogState state, RebuildScope scope) throws SQLException {
        Map<LoopKey, Long> found = new HashMap<>();
        try (CatalogReader reader = state.reader()) {
            for (LoopKey key : reader.keys(scope.taskRunId())) {
                if (scope.mayHold(key)) {
                    reader.facts(key)
                            .filter(known -> scope.holds(key, known.loop().finishedAt()))
                            .ifPresent(known -> found.put(key, known.revision()));
                }
            }
        }
        return found;
    }

    private static long distance(Map<Integer, Long> from, Map<Integer, Long> to) {
        return to.entrySet().stream()
                .mapToLong(end -> Math.max(0, end.getValue() - from.getOrDefault(end.getKey(), 0L)))
                .sum();
    }

    /** Returns when nothing is decoded any more, because what is decoded holds much memory. */
    @Override
    public void close() {
        decoders.shutdownNow();
        try {
            if (!decoders.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("records are still being decoded after " + STOP_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
