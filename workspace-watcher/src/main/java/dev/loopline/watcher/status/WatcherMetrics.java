package dev.loopline.watcher.status;

import dev.loopline.watcher.outbox.OutboxRelay;
import dev.loopline.watcher.watch.WatchBoard;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.ToLongFunction;

/** Metrics of the watcher. */
@Singleton
public class WatcherMetrics {

    private final MeterRegistry metrics;
    private final OutboxRelay relay;
    private final LoopStates states;
    private final LedgerQuery ledger;
    private final HomeWaits waits;

    WatcherMetrics(MeterRegistry metrics, OutboxRelay relay, LoopStates states, LedgerQuery ledger, HomeWaits waits) {
        this.metrics = metrics;
        this.relay = relay;
        this.states = states;
        this.ledger = ledger;
        this.waits = waits;
    }

    void register(@Observes StartupEvent event) {
        FunctionCounter.builder("loopline.loops.registered", waits.board(), WatchBoard::registrations)
                .register(metrics);
        Gauge.builder(
                        "loopline.home.problem",
                        waits.board(),
                        board -> board.problem().isPresent() ? 1 : 0)
                .description("1 while the home or its registry cannot be worked with")
                .register(metrics);
        Gauge.builder("loopline.withdrawals.held", waits, HomeWaits::held)
                .description("withdrawals that wait for a confirmation")
                .register(metrics);
        Gauge.builder("loopline.outbox.backlog", relay, WatcherMetrics::backlog)
                .description("events that wait for the broker")
                .register(metrics);
        Gauge.builder("loopline.oldest.unfinished.loop.age", ledger, WatcherMetrics::oldestAge)
                .description("how long the loop is registered that is on its way the longest; 0 if none is")
                .baseUnit("seconds")
                .register(metrics);
        Gauge.builder("loopline.loops.in.flight", states, LoopStates::inFlight)
                .description("registered loops of which more is to come")
                .register(metrics);
        Gauge.builder("loopline.watcher.problem", states, one -> one.problem().isPresent() ? 1 : 0)
                .description("1 while something keeps all loops from being found or registered; the status says what")
                .register(metrics);
        loops("registered", Ledger::registered);
        loops("imported", Ledger::imported);
        loops("in_flight", Ledger::inFlight);
        loops("dead_letter", Ledger::deadLetters);
        loops("rejected", Ledger::rejected);
        loops("unaccounted", Ledger::unaccounted);
    }

    private void loops(String state, ToLongFunction<Ledger> column) {
        Gauge.builder("loopline.loops", ledger, query -> value(query, column))
                .description("registered loops by what became of them; unaccounted is always 0")
                .tag("state", state)
                .register(metrics);
    }

    private static double value(LedgerQuery query, ToLongFunction<Ledger> column) {
        try {
            return column.applyAsLong(query.now());
        } catch (SQLException e) {
            return Double.NaN;
        }
    }

    private static double oldestAge(LedgerQuery query) {
        try {
            return query.oldestInFlight()
                    .map(since ->
                            Math.max(0, Duration.between(since, Instant.now()).toMillis() / 1000.0))
                    .orElse(0.0);
        } catch (SQLException e) {
            return Double.NaN;
        }
    }

    private static double backlog(OutboxRelay relay) {
        try {
            return relay.backlog();
        } catch (SQLException e) {
            return Double.NaN;
        }
    }
}
