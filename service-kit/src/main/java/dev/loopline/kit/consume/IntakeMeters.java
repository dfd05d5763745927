package dev.loopline.kit.consume;

import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.LoopEvent;
import dev.loopline.kit.failure.Failure;
import dev.loopline.kit.failure.FailureClassifier;
import dev.loopline.kit.observe.CurrentBatch;
import dev.loopline.kit.observe.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;

/** The figures of one intake. All of them are there from the start, because an increase from nothing is no increase to Prometheus. */
final class IntakeMeters {

    /** A loop takes a second from end to end; what takes longer waits for something. */
    private static final Duration[] BUCKETS = DoubleStream.of(
                    0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200)
            .mapToObj(seconds -> Duration.ofMillis((long) (seconds * 1000)))
            .toArray(Duration[]::new);

    private final Counter received;
    private final Counter handled;
    private final Timer handling;
    private final Timer latency;
    private final Map<Outcome, Counter> outcomes = new EnumMap<>(Outcome.class);

    IntakeMeters(EventType type, MeterRegistry metrics) {
        String event = type.eventName();
        received = metrics.counter("loopline.events.received", "event", event);
        handled = metrics.counter("loopline.events.handled", "event", event);
        handling = Timer.builder("loopline.events.handling")
                .description("how long a batch took, without what it waited for")
                .tag("event", event)
                .serviceLevelObjectives(BUCKETS)
                .register(metrics);
        latency = Timer.builder("loopline.stage.latency")
                .description("from the publication of a record until its effects were durable")
                .tag("event", event)
                .serviceLevelObjectives(BUCKETS)
                .register(metrics);
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(
                    outcome,
                    Counter.builder("loopline.loops.processed")
                            .description("records about loops by what became of them")
                            .tag("event", event)
                            .tag("outcome", outcome.label())
                            .register(metrics));
        }
    }

    void received() {
        received.increment();
    }

    void timed(PatientRetry.Action action) throws Exception {
        long begun = System.nanoTime();
        action.run();
        handling.record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
    }

    <E extends LoopEvent> void handled(List<Delivery<E>> batch, CurrentBatch current) {
        handled.increment(batch.size());
        Instant now = Instant.now();
        for (Delivery<E> one : batch) {
            count(current.outcome(one.key()));
            Duration took = Duration.between(one.publishedAt(), now);
            latency.record(took.isNegative() ? Duration.ZERO : took); // Clocks of two machines differ.
        }
    }

    void buried(Failure.Permanent failure) {
        count(failure.reason().equals(FailureClassifier.INTERNAL_ERROR) ? Outcome.FAILED : Outcome.REJECTED);
    }

    private void count(Outcome outcome) {
        Counter counter = outcomes.get(outcome);
        if (counter != null) {
            counter.increment();
        }
    }
}
