package dev.loopline.watcher.status;

import dev.loopline.watcher.outbox.OutboxRelay;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.SQLException;

/** Gauges of the watcher. */
@Singleton
public class WatcherMetrics {

    private final MeterRegistry metrics;
    private final OutboxRelay relay;
    private final LoopStates states;

    WatcherMetrics(MeterRegistry metrics, OutboxRelay relay, LoopStates states) {
        this.metrics = metrics;
        this.relay = relay;
        this.states = states;
    }

    void register(@Observes StartupEvent event) {
        Gauge.builder("loopline.outbox.backlog", relay, WatcherMetrics::backlog)
                .description("events that wait for the broker")
                .register(metrics);
        Gauge.builder("loopline.loops.in.flight", states, LoopStates::inFlight)
                .description("registered loops of which more is to come")
                .register(metrics);
    }

    private static double backlog(OutboxRelay relay) {
        try {
            return relay.backlog();
        } catch (SQLException e) {
            return Double.NaN;
        }
    }
}
