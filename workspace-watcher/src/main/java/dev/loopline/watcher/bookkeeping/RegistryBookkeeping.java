package dev.loopline.watcher.bookkeeping;

import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.Tombstone;
import dev.loopline.contracts.event.BundleCreated;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.LoopEvent;
import dev.loopline.contracts.event.LoopImported;
import dev.loopline.kit.consume.DeadLetterNotice;
import dev.loopline.kit.consume.Delivery;
import dev.loopline.kit.failure.FailureClassifier;
import dev.loopline.watcher.materialization.Failure;
import dev.loopline.watcher.materialization.Materialization;
import dev.loopline.watcher.materialization.Stage;
import dev.loopline.watcher.outbox.OutboxTable;
import dev.loopline.watcher.register.KnownLoop;
import dev.loopline.watcher.register.LoopBook;
import dev.loopline.watcher.register.LoopTable;
import dev.loopline.watcher.register.OtherHomes;
import dev.loopline.watcher.register.RecordedTime;
import dev.loopline.watcher.registry.RdAgentTable;
import dev.loopline.watcher.registry.Registry;
import dev.loopline.watcher.registry.RegistrySession;
import dev.loopline.watcher.registry.RowChange;
import dev.loopline.watcher.registry.RowWriter;
import dev.loopline.watcher.request.RequestTable;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Records what the other services report, one transaction for each batch. What a call has recorded is on disk when it
 * returns, because no service reports it twice. Safe for all threads.
 */
public final class RegistryBookkeeping {

    private static final Logger LOG = Logger.getLogger(RegistryBookkeeping.class);

    /** SQLite's {@code datetime('now')}, in which the guide's script writes this table. */
    private static final DateTimeFormatter SQLITE_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final Optional<String> FIRST_HOME = Optional.of(OtherHomes.NOT_NAMED);

    private static final String BUNDLE_OF_ANOTHER_LOOP = "bundle_id = ? AND NOT (task_run_id = ? AND loop_id = ?)";

    private final Registry registry;
    private final LoopBook book;
    private final Clock clock;
    private final Materialization materialization;
    private final OutboxTable outbox = new OutboxTable();

    /** What is written for one delivery. */
    @FunctionalInterface
    private interface Entry<E extends LoopEvent> {
        void write(RegistrySession session, Delivery<E> delivery) throws SQLException;
    }

    public RegistryBookkeeping(Registry registry, LoopBook book, Clock clock) {
        this.registry = registry;
        this.book = book;
        this.clock = clock;
        this.materialization = new Materialization(clock);
    }

    /** Metadata is complete. A withdrawal changes nothing: the rows that it is about went before. */
    public void backfilled(List<Delivery<LoopBackfilled>> batch) throws SQLException, IOException {
        Set<LoopKey> written = new LinkedHashSet<>();
        record(batch, (session, delivery) -> {
            LoopBackfilled event = delivery.event();
            if (event == null) {
                return;
            }
            if (Progress.BACKFILLED.advance(session, event.key(), event.revision())) {
                BackfillRows.write(session, event);
                RequestTable.backfilled(session, event);
                Gaps.note(session, event);
                materialization.passed(session, Stage.BACKFILL, event.key(), event.revision());
                written.add(event.key());
            } else {
                Gaps.noteOlderBackfill(session, event.key());
            }
        });
        written.forEach(key ->
                LOG.infof("Registered artifacts in database. taskRunId=%s loopId=%d", key.taskRunId(), key.loopId()));
    }

    /** A bundle is there, or is no longer. */
    public void bundled(List<Delivery<BundleCreated>> batch) throws SQLException, IOException {
        record(batch, (session, delivery) -> {
            BundleCreated event = delivery.event();
            Tombstone tombstone = delivery.tombstone();
            if (event != null && Progress.BUNDLED.advance(session, event.key(), event.revision())) {
                bundle(session, event);
                Gaps.note(session, event);
                materialization.passed(session, Stage.BUNDLE, event.key(), event.revision());
            } else if (tombstone != null && Progress.BUNDLED.advance(session, tombstone.key(), tombstone.revision())) {
                withoutBundle(session, tombstone.key());
                materialization.passed(session, Stage.BUNDLE, tombstone.key(), tombstone.revision());
            }
        });
    }

    /** AIstock has it. */
    public void imported(List<Delivery<LoopImported>> batch) throws SQLException, IOException {
        record(batch, (session, delivery) -> {
            LoopImported event = delivery.event();
            if (event != null && Progress.IMPORTED.advance(session, event.key(), event.revision())) {
                materialization.passed(session, Stage.IMPORT, event.key(), event.revision());
                if (Progress.isNewest(session, event.key(), event.revision())) {
                    session.rows()
                            .update(RowChange.of(RdAgentTable.LOOPS, event.taskRunId(), event.loopId())
                                    .set("sync_status", "synced")
                                    .later("updated_at_utc", RecordedTime.format(event.importedAt())));
                }
            }
        });
    }

    /** Services gave revisions of loops up. Says so in the log for each loop that failed by it. */
    public void deadLetters(List<DeadLetterNotice> batch) throws SQLException, IOException {
        List<DeadLetterNotice> failed = registry.write(session -> {
            List<DeadLetterNotice> out = new ArrayList<>();
            for (DeadLetterNotice notice : batch) {
                if (isOfAnotherHome(notice)) {
                    OtherHomes.note(session, notice.key(), FIRST_HOME);
                }
                Optional<Stage> stage = Stage.ofService(notice.service());
                if (stage.isPresent() && fail(session, stage.get(), notice)) {
                    out.add(notice);
                }
            }
            return out;
        });
        registry.force();
        batch.stream()
                .filter(RegistryBookkeeping::isOfAnotherHome)
                .forEach(notice -> book.noteOther(notice.key(), FIRST_HOME));
        failed.forEach(notice -> LOG.warnf(
                "Loop failed. taskRunId=%s loopId=%d revision=%d service=%s reason=%s",
                notice.key().taskRunId(), notice.key().loopId(), notice.revision(), notice.service(), notice.reason()));
    }

    /** The catalogs have a loop of another home under the key: that one was first. */
    private static boolean isOfAnotherHome(DeadLetterNotice notice) {
        return notice.reason().equals(FailureClassifier.LOOP_OF_ANOTHER_HOME);
    }

    private boolean fail(RegistrySession session, Stage stage, DeadLetterNotice notice) throws SQLException {
        Failure failure = new Failure(notice.reason(), notice.message());
        return materialization.failed(session, stage, notice.key(), notice.revision(), failure);
    }

    private <E extends LoopEvent> void record(List<Delivery<E>> batch, Entry<E> entry)
            throws SQLException, IOException {
        Set<LoopKey> keys = new LinkedHashSet<>();
        registry.write(
                session -> {
                    for (Delivery<E> delivery : batch) {
                        entry.write(session, delivery);
                        if (delivery.event() != null) {
                            repeatWithdrawal(session, delivery.event());
                        }
                        keys.add(delivery.key());
                    }
                    List<KnownLoop> changed = new ArrayList<>();
                    for (LoopKey key : keys) {
                        LoopTable.find(session, key).ifPresent(changed::add);
                    }
                    return changed;
                },
                changed -> changed.forEach(book::put));
        registry.force();
    }

    /**
     * A service speaks of a loop that was withdrawn since. Mostly the withdrawal is behind it; but it may be lost, when an older record of the
     * loop was said once more behind it and compaction took it away. So it is said again.
     */
    private void repeatWithdrawal(RegistrySession session, LoopEvent event) throws SQLException {
        Optional<KnownLoop> known = LoopTable.find(session, event.key())
                .filter(loop -> loop.state() == KnownLoop.State.WITHDRAWN && event.revision() < loop.revision());
        if (known.isPresent() && !outbox.loops(session).contains(event.key())) {
            Tombstone withdrawal = new Tombstone(event.key(), known.get().revision(), event.home());
            outbox.appendWithdrawal(session, EventType.WORKSPACE_REGISTERED, withdrawal, clock.instant());
        }
    }

    private void bundle(RegistrySession session, BundleCreated event) throws SQLException {
        LoopKey key = event.key();
        String bundleId = event.bundle().bundleId();
        Instant at = event.backfilled().backfilledAt();
        String time = SQLITE_TIME.format(at);
        RowWriter rows = session.rows();
        rows.deleteWhere(
                RdAgentTable.PRODUCTION_BUNDLES, BUNDLE_OF_ANOTHER_LOOP, bundleId, key.taskRunId(), key.loopId());
        rows.upsert(RowChange.of(RdAgentTable.PRODUCTION_BUNDLES, key.taskRunId(), key.loopId())
                .set("bundle_id", bundleId)
                .set("bundle_path", event.bundle().homeRelativePath())
                .onlyNew("created_at", time)
                .set("updated_at", time));
        rows.update(RowChange.of(RdAgentTable.LOOPS, key.taskRunId(), key.loopId())
                .set("asset_bundle_id", bundleId)
                .set("is_solidified", 1)
                .fill("sync_status", "pending")
                .set("updated_at_utc", now()));
        FactorRegistryRows.write(session, event);
    }

    private void withoutBundle(RegistrySession session, LoopKey key) throws SQLException {
        session.rows().delete(RdAgentTable.PRODUCTION_BUNDLES, key.taskRunId(), key.loopId());
        FactorRegistryRows.remove(session, BundleId.of(key).value());
        session.rows()
                .update(RowChange.of(RdAgentTable.LOOPS, key.taskRunId(), key.loopId())
                        .set("asset_bundle_id", null)
                        .set("is_solidified", 0)
                        .set("sync_status", "pending")
                        .set("updated_at_utc", now()));
    }

    private String now() {
        return RecordedTime.format(clock.instant());
    }
}
