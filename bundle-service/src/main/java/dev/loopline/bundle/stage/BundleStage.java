package dev.loopline.bundle.stage;

import dev.loopline.bundle.pack.LoopPacker;
import dev.loopline.bundle.pack.PackOutcome;
import dev.loopline.bundle.store.BundleStore;
import dev.loopline.bundle.store.IndexEntry;
import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.Tombstone;
import dev.loopline.contracts.event.Bundle;
import dev.loopline.contracts.event.BundleCreated;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.LoopEvent;
import dev.loopline.contracts.event.LoopFile;
import dev.loopline.kit.consume.Channels;
import dev.loopline.kit.consume.Delivery;
import dev.loopline.kit.consume.EventIntake;
import dev.loopline.kit.consume.EventIntakes;
import dev.loopline.kit.consume.IntakeOptions;
import dev.loopline.kit.failure.NotYetException;
import dev.loopline.kit.failure.RejectedException;
import dev.loopline.kit.observe.LoopContext;
import dev.loopline.kit.publish.EventPublisher;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * Takes backfilled loops in and sends bundles out. A loop with a result is packed and announced; one without, or one that
 * was withdrawn, is withdrawn here too. Partitions are independent: a loop whose files still change, or one of many
 * gigabytes, holds up only its own.
 */
@ApplicationScoped
@Startup
public class BundleStage {

    /** So much source data is packed before the first bundle of a batch is announced. */
    private static final long CHUNK_BYTES = 32L << 20;

    private static final Logger LOG = Logger.getLogger(BundleStage.class);

    private final LoopPacker packer;
    private final BundleStore store;
    private final EventPublisher publisher;
    private final BundleCounters counters;
    private final EventIntake<LoopBackfilled> intake;
    /** Records of batches under way that are settled, so that a retry of the others does not announce them again. */
    private final Set<Delivery.Position> settled = ConcurrentHashMap.newKeySet();

    BundleStage(
            EventIntakes intakes,
            LoopPacker packer,
            EventPublisher publisher,
            BundleCounters counters,
            IntakeOptions options) {
        this.packer = packer;
        this.store = packer.store();
        this.publisher = publisher;
        this.counters = counters;
        this.intake = intakes.open(EventType.LOOP_BACKFILLED, LoopBackfilled.class, options, this::handle);
    }

    @Incoming(Channels.LOOP_BACKFILLED)
    CompletionStage<Void> receive(Message<byte[]> record) {
        return intake.accept(record);
    }

    private void handle(List<Delivery<LoopBackfilled>> batch) throws IOException, InterruptedException {
        List<Delivery<LoopBackfilled>> latest = LatestPerLoop.of(batch);
        List<Delivery<LoopBackfilled>> open = latest.stream()
                .filter(delivery -> !settled.contains(delivery.position()))
                .toList();
        List<RuntimeException> failures = new ArrayList<>();
        try {
            for (List<Delivery<LoopBackfilled>> chunk : chunks(open)) {
                failures.addAll(bundle(chunk));
            }
        } catch (ClosedByInterruptException | FileLockInterruptionException e) {
            throw new InterruptedException("the service stops");
        }
        throwWorst(failures);
        for (int i = latest.size(); i < batch.size(); i++) {
            counters.countSuperseded();
        }
        batch.forEach(delivery -> settled.remove(delivery.position()));
    }

    /** A rejection comes first: it has the batch cut into single records, each of which then gets what it deserves. */
    private static void throwWorst(List<RuntimeException> failures) {
        Optional<RuntimeException> worst =
                failures.stream().min(Comparator.comparingInt(failure -> failure instanceof RejectedException ? 0 : 1));
        if (worst.isPresent()) {
            throw worst.get();
        }
    }

    /** Cuts a batch so that a small loop is not announced only after a huge one. */
    private static List<List<Delivery<LoopBackfilled>>> chunks(List<Delivery<LoopBackfilled>> batch) {
        List<List<Delivery<LoopBackfilled>>> chunks = new ArrayList<>();
        List<Delivery<LoopBackfilled>> chunk = new ArrayList<>();
        long bytes = 0;
        for (Delivery<LoopBackfilled> delivery : batch) {
            long more = delivery.match(BundleStage::sourceBytes, withdrawn -> 0L);
            if (!chunk.isEmpty() && bytes + more > CHUNK_BYTES) {
                chunks.add(chunk);
                chunk = new ArrayList<>();
                bytes = 0;
            }
            chunk.add(delivery);
            bytes += more;
        }
        chunks.add(chunk);
        return chunks;
    }

    private static long sourceBytes(LoopBackfilled loop) {
        return loop.files().stream().mapToLong(LoopFile::sizeBytes).sum();
    }

    /** Packs and announces what can be; what cannot is returned as the failure that decides what to do with it. */
    private List<RuntimeException> bundle(List<Delivery<LoopBackfilled>> chunk) throws IOException {
        List<LoopBackfilled> withResult = chunk.stream()
                .flatMap(delivery -> Optional.ofNullable(delivery.event()).stream())
                .filter(LoopBackfilled::hasResult)
                .toList();
        Map<LoopKey, PackOutcome> outcomes = packer.packAll(withResult);
        List<BundleCreated> created = new ArrayList<>();
        List<Tombstone> withdrawn = new ArrayList<>();
        List<RuntimeException> failures = new ArrayList<>();
        List<Delivery.Position> done = new ArrayList<>();
        for (Delivery<LoopBackfilled> delivery : chunk) {
            LoopBackfilled loop = delivery.event();
            if (loop != null && loop.hasResult()) {
                PackOutcome outcome = outcomes.get(loop.key());
                Optional<RuntimeException> failure = failure(loop, outcome);
                outcome.match(
                        bundle -> created.add(new BundleCreated(bundle, loop)), nothing -> failure.map(failures::add));
                if (failure.isEmpty()) {
                    done.add(delivery.position());
                }
                counters.count(outcome);
                LoopContext.run(loop.key(), loop.revision(), () -> log(loop, outcome));
            } else {
                withdrawal(delivery).ifPresent(withdrawn::add);
                done.add(delivery.position());
            }
        }
        publisher.publishAll(created);
        publisher.withdrawAll(EventType.BUNDLE_CREATED, withdrawn);
        settled.addAll(done);
        return failures;
    }

    private static Optional<RuntimeException> failure(LoopBackfilled loop, PackOutcome outcome) {
        if (outcome instanceof PackOutcome.SourceStillChanging changing) {
            return Optional.of(new NotYetException(
                    "a file of the loop " + loop.key() + " changed while it was packed: " + changing.file()));
        }
        if (outcome instanceof PackOutcome.Rejected rejected) {
            return Optional.of(new RejectedException(rejected.reason(), rejected.message()));
        }
        return Optional.empty();
    }

    /** The withdrawal to pass on; none for a loop that never had a bundle, or whose bundle is newer. */
    private Optional<Tombstone> withdrawal(Delivery<LoopBackfilled> delivery) throws IOException {
        long revision = LatestPerLoop.revision(delivery);
        BundleId id = BundleId.of(delivery.key());
        BundleStore.Look there = store.look(id);
        Optional<IndexEntry> known = there.entry();
        boolean outdated = revision > 0 && known.isPresent() && known.get().revision() > revision;
        if (outdated) {
            counters.countSuperseded();
            return Optional.empty();
        }
        boolean neverBundled = delivery.tombstone() == null && known.isEmpty() && !there.hasArchive();
        if (neverBundled) {
            counters.countWithoutResult();
            LOG.infof(
                    "Loop has no result and gets no bundle. taskRunId=%s loopId=%d revision=%d",
                    delivery.key().taskRunId(), delivery.key().loopId(), revision);
            return Optional.empty();
        }
        store.withdraw(id, revision, delivery.publishedAt());
        counters.countWithdrawn();
        LOG.infof(
                "Bundle withdrawn; its archive is kept. taskRunId=%s loopId=%d bundleId=%s revision=%d",
                delivery.key().taskRunId(), delivery.key().loopId(), id, revision);
        String home = delivery.match(LoopEvent::home, Tombstone::home);
        return Optional.of(new Tombstone(delivery.key(), revision, home));
    }

    /** The first two lines are those that the guide of AIstock's users shows. Loops do not mix their lines. */
    private synchronized void log(LoopBackfilled loop, PackOutcome outcome) {
        if (outcome instanceof PackOutcome.Packed packed) {
            Bundle bundle = packed.bundle();
            LOG.infof("处理 Loop: %s, workspace: %s", loop.key(), loop.primaryWorkspaceId());
            LOG.infof(
                    "✅ 创建资产包: %s (%d 个文件)",
                    bundle.fileName(), bundle.manifest().members().size());
        }
        LOG.infof(
                "Loop %s. taskRunId=%s loopId=%d revision=%d %s",
                outcome.getClass().getSimpleName(),
                loop.loop().taskRunId(),
                loop.loop().loopId(),
                loop.revision(),
                outcome.match(
                        bundle -> "bundleId=" + bundle.bundleId() + " bytes=" + bundle.sizeBytes() + " sha256="
                                + bundle.sha256(),
                        Object::toString));
    }
}
