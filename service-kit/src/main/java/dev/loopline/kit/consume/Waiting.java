package dev.loopline.kit.consume;

import dev.loopline.contracts.LoopKey;
import dev.loopline.kit.failure.Failure;
import dev.loopline.kit.failure.FailureClassifier;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What could not be processed for a transient reason and is tried again until it can: a full disk, a database that is away.
 * Nothing of it is lost; the status shows it, because no log line need come. Safe for all threads.
 */
@Singleton
public class Waiting {

    /** By the work that waits, or the name of what stands still. */
    private final ConcurrentMap<Object, Wait> waits = new ConcurrentHashMap<>();

    private final List<Supplier<List<Wait>>> others = new CopyOnWriteArrayList<>();

    private final MeterRegistry metrics;
    private final Gauge count;

    Waiting(MeterRegistry metrics) {
        this.metrics = metrics;
        this.count = Gauge.builder("loopline.events.waiting", waits, Map::size).register(metrics);
    }

    /** A registry outlives an application that is started anew in its process, and would go on to count what waited in this one. */
    @PreDestroy
    void uncount() {
        metrics.remove(count);
    }

    /**
     * Records that wait together, or what else a service waits for.
     *
     * @param event what they are, such as {@code LoopBackfilled}
     * @param loop the loop of the first, {@code task_run_id/loop_id}; null if it is about no single loop
     * @param records how many they are
     * @param since when they were tried first
     * @param attempts how often that failed
     * @param reason why the last attempt failed, one sentence
     */
    public record Wait(String event, @Nullable String loop, int records, Instant since, int attempts, String reason) {}

    /** What waits now, the longest first. */
    public List<Wait> now() {
        return Stream.concat(
                        waits.values().stream(),
                        others.stream().map(Supplier::get).flatMap(Collection::stream))
                .sorted(Comparator.comparing(Wait::since))
                .toList();
    }

    /** Shows also what else a service waits for, as it is at each call. */
    public void alsoShow(Supplier<List<Wait>> more) {
        others.add(more);
    }

    /**
     * Something of the service that is no event stands still, or goes on.
     *
     * @param what its name, such as {@code CatalogFiles}
     * @param reason why, one sentence that says what to do; null if it goes on
     */
    public void standsStill(String what, @Nullable String reason) {
        if (reason == null) {
            waits.remove(what);
        } else {
            waits.compute(what, (name, before) -> {
                Instant since = before == null ? Instant.now() : before.since();
                return new Wait(what, null, 0, since, before == null ? 1 : before.attempts() + 1, reason);
            });
        }
    }

    /** Records that are about to be tried. */
    Work begin(String event, LoopKey loop, int records) {
        return new Work(event, loop, records);
    }

    /** Records that are being tried until they are {@link #over}. For one thread. */
    final class Work {

        private final String event;
        private final LoopKey loop;
        private final int records;
        private final Instant since = Instant.now();
        private int failures;

        private Work(String event, LoopKey loop, int records) {
            this.event = event;
            this.loop = loop;
            this.records = records;
        }

        /** Tries it once. A failure is noted, and thrown. */
        void attempt(PatientRetry.Action action) throws Exception {
            try {
                action.run();
            } catch (Exception e) {
                failures++;
                note(FailureClassifier.classify(e));
                throw e;
            }
        }

        private void note(Failure failure) {
            if (failure instanceof Failure.Transient reason) {
                waits.put(this, new Wait(event, loop.toString(), records, since, failures, reason.message()));
            } else {
                over();
            }
        }

        /** How many attempts failed. */
        int failures() {
            return failures;
        }

        /** It is not tried any more. */
        void over() {
            waits.remove(this);
        }
    }
}
