package dev.loopline.catalog.stage;

import dev.loopline.catalog.export.ExportSchedule;
import dev.loopline.catalog.state.Applied;
import dev.loopline.catalog.state.CatalogState;
import dev.loopline.catalog.state.Change;
import dev.loopline.catalog.state.Placed;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.Tombstone;
import dev.loopline.contracts.event.BundleCreated;
import dev.loopline.contracts.event.EventType;
import dev.loopline.kit.consume.Channels;
import dev.loopline.kit.consume.Delivery;
import dev.loopline.kit.consume.EventIntake;
import dev.loopline.kit.consume.EventIntakes;
import dev.loopline.kit.consume.IntakeOptions;
import dev.loopline.kit.failure.FailureClassifier;
import dev.loopline.kit.failure.NotYetException;
import dev.loopline.kit.failure.RejectedException;
import dev.loopline.kit.observe.LoopContext;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/** Takes bundles that were created, merges them into the catalogs and announces what changed. */
@ApplicationScoped
@Startup
public class CatalogStage {

    private static final Logger LOG = Logger.getLogger(CatalogStage.class);
    /** Few, because an event is some 60 KB of JSON and ten times that as objects. */
    private static final int MAX_BATCH = 50;

    private static final int MAX_IN_FLIGHT = 100;

    private final CatalogState state;
    private final ReadPositions positions;
    private final Relay relay;
    private final ExportSchedule schedule;
    private final MeterRegistry metrics;
    private final EventIntake<BundleCreated> intake;

    CatalogStage(
            CatalogState state,
            ReadPositions positions,
            Relay relay,
            ExportSchedule schedule,
            EventIntakes intakes,
            MeterRegistry metrics) {
        this.state = state;
        this.positions = positions;
        this.relay = relay;
        this.schedule = schedule;
        this.metrics = metrics;
        this.intake = intakes.open(
                EventType.BUNDLE_CREATED,
                BundleCreated.class,
                IntakeOptions.single(MAX_BATCH).withMaxInFlight(MAX_IN_FLIGHT),
                this::handle);
    }

    /** Takes a record; see {@link EventIntake#accept}. */
    @Incoming(Channels.BUNDLE_CREATED)
    CompletionStage<Void> receive(Message<byte[]> record) {
        IncomingKafkaRecordMetadata<?, ?> at = record.getMetadata(IncomingKafkaRecordMetadata.class)
                .orElseThrow(() -> new IllegalStateException("the record does not come from Kafka"));
        positions.received(at.getPartition(), at.getOffset());
        return intake.accept(record.withAck(() -> {
            settled(at.getPartition(), at.getOffset());
            return record.ack();
        }));
    }

    /** A dead letter moves the position too; what was applied has moved it already. */
    private void settled(int partition, long offset) {
        synchronized (positions) {
            OptionalLong position = positions.done(partition, offset);
            if (position.isPresent()) {
                try {
                    state.readTo(Map.of(partition, position.getAsLong()));
                } catch (SQLException e) {
                    LOG.warnf(
                            "A position was not kept; the record may come again after a restart. partition=%d offset=%d"
                                    + " failure=%s",
                            partition, offset, e.getMessage());
                }
            }
        }
    }

    private void handle(List<Delivery<BundleCreated>> batch) throws Exception {
        try {
            requireOneHome(batch);
            List<Change> changes = batch.stream().map(CatalogStage::change).toList();
            Applied applied = apply(batch, changes);
            boolean whole = state.finishRecoveryIfComplete();
            try {
                relay.run();
            } finally {
                if (whole || (applied.anything() && !state.isRecovering())) {
                    schedule.request();
                }
            }
            report(changes, applied);
        } catch (SQLException e) {
            throw CatalogState.isDamaged(e)
                    ? new NotYetException("the state file is damaged; restart the service to build it anew: " + e)
                    : e;
        }
        for (Delivery<BundleCreated> delivery : batch) {
            state.refusal(delivery.key()).ifPresent(reason -> {
                throw new RejectedException(FailureClassifier.EVENT_TOO_LARGE, reason);
            });
        }
    }

    /**
     * A loop that is in the catalogs is changed by its own home alone.
     *
     * @throws RejectedException {@code LOOP_OF_ANOTHER_HOME} if another home has a loop of the same key there
     */
    private void requireOneHome(List<Delivery<BundleCreated>> batch) throws SQLException {
        Map<LoopKey, String> first = new HashMap<>();
        for (Delivery<BundleCreated> delivery : batch) {
            String home = delivery.match(BundleCreated::home, Tombstone::home);
            if (home == null) {
                continue;
            }
            String known = first.getOrDefault(
                    delivery.key(), state.home(delivery.key()).orElse(home));
            first.put(delivery.key(), known);
            if (!known.equals(home)) {
                throw new RejectedException(
                        FailureClassifier.LOOP_OF_ANOTHER_HOME,
                        "the catalogs have a loop of the home " + known + " under the key " + delivery.key()
                                + ", and this one is"
                                + " of the home " + home
                                + "; if one is a copy of the other, watch one of them only, else rename"
                                + " the log folder of one run");
            }
        }
    }

    private Applied apply(List<Delivery<BundleCreated>> batch, List<Change> changes) throws SQLException {
        // No position may be noted of a topic that is found to be made anew meanwhile.
        synchronized (positions) {
            Map<Integer, Set<Long>> offsets = new HashMap<>();
            List<Placed> placed = new ArrayList<>();
            for (int i = 0; i < batch.size(); i++) {
                Delivery.Position at = batch.get(i).position();
                if (positions.counts(at.partition(), at.offset())) {
                    offsets.computeIfAbsent(at.partition(), unused -> new TreeSet<>())
                            .add(at.offset());
                }
                placed.add(new Placed(changes.get(i), at.partition(), at.offset()));
            }
            Map<Integer, Long> next = new HashMap<>();
            offsets.forEach((partition, done) -> next.put(partition, positions.after(partition, done)));
            Applied applied = state.applyPlaced(placed, next);
            offsets.forEach(positions::stored);
            return applied;
        }
    }

    private static Change change(Delivery<BundleCreated> delivery) {
        try {
            return delivery.match(Change::of, Change::of);
        } catch (IllegalStateException e) {
            throw new RejectedException("PRIMARY_WORKSPACE_MISSING", String.valueOf(e.getMessage()), e);
        }
    }

    private void report(List<Change> changes, Applied applied) {
        metrics.counter("loopline.catalog.loops", "outcome", "changed").increment(applied.changed());
        metrics.counter("loopline.catalog.loops", "outcome", "withdrawn").increment(applied.withdrawn());
        metrics.counter("loopline.catalog.loops", "outcome", "unchanged").increment(applied.unchanged());
        metrics.counter("loopline.catalog.loops", "outcome", "superseded").increment(applied.superseded());
        Logger.Level level = state.isRecovering() || !applied.anything() ? Logger.Level.DEBUG : Logger.Level.INFO;
        for (Change change : changes) {
            if (change instanceof Change.Present present) {
                log(level, present);
            } else {
                LOG.logf(
                        level,
                        "Loop withdrawn. taskRunId=%s loopId=%d",
                        change.key().taskRunId(),
                        change.key().loopId());
            }
        }
    }

    private static void log(Logger.Level level, Change.Present present) {
        LoopContext.run(
                present.key(),
                present.facts().revision(),
                () -> LOG.logf(
                        level,
                        "Loop catalogued. taskRunId=%s loopId=%d revision=%d factors=%d",
                        present.key().taskRunId(),
                        present.key().loopId(),
                        present.facts().revision(),
                        present.facts().occurrences().size()));
    }
}
