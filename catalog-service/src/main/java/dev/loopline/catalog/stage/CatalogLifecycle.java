package dev.loopline.catalog.stage;

import dev.loopline.catalog.export.ExportSchedule;
import dev.loopline.catalog.state.CatalogState;
import dev.loopline.catalog.topic.TopicCursor;
import dev.loopline.contracts.codec.Topics;
import dev.loopline.contracts.event.EventType;
import dev.loopline.kit.broker.BrokerAccess;
import dev.loopline.kit.failure.NotYetException;
import dev.loopline.kit.lease.BrokerLease;
import dev.loopline.kit.startup.StartupGate;
import dev.loopline.kit.startup.StartupRefusedException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;

/** What happens before the first event, beside the events, and after the last one. */
@ApplicationScoped
public class CatalogLifecycle {

    /** After the topics are there (500), before the channels connect (1000). */
    private static final int BEFORE_CHANNELS = 700;

    private static final int AFTER_CHANNELS = 5000;
    /** After the intakes have stopped (1). */
    private static final int AFTER_INTAKES = 10;

    private static final long RELAY_EVERY_MS = 1000;
    private static final long LOOK_EVERY_MS = 5000;
    private static final int MAX_RECORDS = 500;

    private static final Logger LOG = Logger.getLogger(CatalogLifecycle.class);

    private final Instance<CatalogState> state;
    private final Instance<BrokerLease> lease;
    private final Instance<ExportSchedule> schedule;
    private final Instance<Relay> relay;
    private final Instance<TopicIdentities> identities;
    private final BrokerAccess broker;
    private final ScheduledExecutorService beside = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "catalog-relay");
        thread.setDaemon(true);
        return thread;
    });

    /** What is opened in this order before the first event. */
    @Singleton
    static final class Stores {

        private final Instance<CatalogState> state;
        private final Instance<BrokerLease> lease;
        private final Instance<ExportSchedule> schedule;

        Stores(Instance<CatalogState> state, Instance<BrokerLease> lease, Instance<ExportSchedule> schedule) {
            this.state = state;
            this.lease = lease;
            this.schedule = schedule;
        }
    }

    CatalogLifecycle(Stores stores, Instance<Relay> relay, Instance<TopicIdentities> identities, BrokerAccess broker) {
        this.state = stores.state;
        this.lease = stores.lease;
        this.schedule = stores.schedule;
        this.relay = relay;
        this.identities = identities;
        this.broker = broker;
    }

    void prepare(@Observes @Priority(BEFORE_CHANNELS) StartupEvent event) {
        StartupGate.require(() -> {
            CatalogState opened = state.get();
            StopHook stop = StopHook.interruptingThisThread();
            try {
                lease.get().acquire();
            } catch (InterruptedException e) {
                throw new StartupRefusedException("stopped while another instance was writing the catalogs", e);
            } finally {
                stop.remove();
            }
            schedule.get();
            try {
                makeReady(opened);
            } catch (SQLException e) {
                throw new StartupRefusedException("the state " + opened.file() + " fails: " + e.getMessage(), e);
            } catch (NotYetException | KafkaException e) {
                throw new StartupRefusedException(
                        "the broker at " + broker + " does not tell what its topics hold: " + e.getMessage(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StartupRefusedException("interrupted while reading the topics", e);
            }
        });
    }

    private void makeReady(CatalogState opened) throws SQLException, InterruptedException {
        identities.get().checkAtStart();
        if (opened.isNew()) {
            opened.readUpTo(endOfInput());
        }
    }

    /** For each partition of the input that holds anything the offset after its last record. */
    private Map<Integer, Long> endOfInput() {
        Map<Integer, Long> targets = new HashMap<>();
        try (TopicCursor input =
                new TopicCursor(broker, EventType.BUNDLE_CREATED.topic(), MAX_RECORDS, Topics.MAX_RECORD_BYTES)) {
            input.lastRecords().forEach((partition, offset) -> targets.put(partition, offset + 1));
        }
        LOG.infof("The state is new and is filled from the topic. partitions=%d", targets.size());
        return targets;
    }

    void begin(@Observes @Priority(AFTER_CHANNELS) StartupEvent event, MeterRegistry metrics) {
        Gauge.builder("loopline.catalog.active", () -> 1)
                .description("1 of the instance that owns the catalogs; one that waits for its turn has none")
                .register(metrics);
        if (!state.get().isRecovering()) {
            schedule.get().request();
        }
        beside.scheduleWithFixedDelay(this::catchUp, 0, RELAY_EVERY_MS, TimeUnit.MILLISECONDS);
        beside.scheduleWithFixedDelay(this::look, LOOK_EVERY_MS, LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            identities.get().check();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException | RuntimeException e) {
            LOG.warnf("The topics could not be looked at, tried again. failure=%s", e.getMessage());
        }
    }

    /** What a crash or a broker that was away left behind; and the end of a recovery whose last record was a bad one. */
    private void catchUp() {
        try {
            if (state.get().finishRecoveryIfComplete()) {
                LOG.info("The state is whole again.");
                schedule.get().request();
            }
            relay.get().run();
        } catch (SQLException | RuntimeException e) {
            LOG.warnf("Not published yet, tried again. failure=%s", e.getMessage());
        }
    }

    void end(@Observes @Priority(AFTER_INTAKES) ShutdownEvent event) throws InterruptedException {
        beside.shutdown();
        beside.awaitTermination(RELAY_EVERY_MS, TimeUnit.MILLISECONDS);
        schedule.get().close();
    }
}
