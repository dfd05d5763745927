package dev.loopline.backfill.stage;

import dev.loopline.backfill.codesync.CodeLibraries;
import dev.loopline.backfill.codesync.LoopCode;
import dev.loopline.backfill.loop.HomeNotThereException;
import dev.loopline.backfill.loop.LoopBackfill;
import dev.loopline.backfill.loop.NoPrimaryWorkspaceException;
import dev.loopline.backfill.workspace.HomeFolder;
import dev.loopline.contracts.codec.Tombstone;
import dev.loopline.contracts.event.CodeSync;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.WorkspaceRegistered;
import dev.loopline.kit.consume.Channels;
import dev.loopline.kit.consume.Delivery;
import dev.loopline.kit.consume.EventIntake;
import dev.loopline.kit.consume.EventIntakes;
import dev.loopline.kit.consume.IntakeOptions;
import dev.loopline.kit.failure.NotYetException;
import dev.loopline.kit.failure.RejectedException;
import dev.loopline.kit.publish.EventPublisher;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * Takes registered loops and publishes them backfilled. Keeps no state: a loop that comes again is read again, and gives
 * the same files and the same event.
 */
@ApplicationScoped
public class BackfillStage {

    private static final Logger LOG = Logger.getLogger(BackfillStage.class);

    private final EventIntake<WorkspaceRegistered> intake;
    private final EventPublisher publisher;
    private final HomeFolder home;
    private final CodeLibraries libraries;
    private final BackfillConfig config;
    private final BackfillCounters counters;

    BackfillStage(
            EventIntakes intakes,
            EventPublisher publisher,
            HomeFolder home,
            CodeLibraries libraries,
            BackfillConfig config,
            BackfillCounters counters) {
        this.publisher = publisher;
        this.home = home;
        this.libraries = libraries;
        this.config = config;
        this.counters = counters;
        this.intake = intakes.open(
                EventType.WORKSPACE_REGISTERED,
                WorkspaceRegistered.class,
                IntakeOptions.perPartition(config.threads(), config.maxBatch()),
                this::handle);
    }

    @Incoming(Channels.WORKSPACE_REGISTERED)
    CompletionStage<Void> receive(Message<byte[]> message) {
        return intake.accept(message);
    }

    private void handle(List<Delivery<WorkspaceRegistered>> batch) throws IOException {
        List<WorkspaceRegistered> loops = new ArrayList<>();
        for (Delivery<WorkspaceRegistered> delivery : batch) {
            WorkspaceRegistered event = delivery.event();
            if (event != null) {
                loops.add(event);
            } else {
                // What came before the withdrawal is published before it.
                backfill(loops);
                loops.clear();
                withdraw(delivery);
            }
        }
        backfill(loops);
    }

    private void backfill(List<WorkspaceRegistered> loops) throws IOException {
        List<LoopBackfill.Draft> drafts = new ArrayList<>();
        for (WorkspaceRegistered loop : loops) {
            drafts.add(draft(loop));
        }
        List<LoopCode> codes = drafts.stream().map(LoopBackfill.Draft::code).toList();
        List<CodeSync> synced = drafts.isEmpty() ? List.of() : libraries.sync(codes);
        List<LoopBackfilled> events = new ArrayList<>();
        for (int i = 0; i < drafts.size(); i++) {
            events.add(drafts.get(i).complete(synced.get(i)));
        }
        publisher.publishAll(events);
        events.forEach(this::report);
    }

    private LoopBackfill.Draft draft(WorkspaceRegistered event) throws IOException {
        try {
            return LoopBackfill.run(home, event, config.maxFilesPerLoop());
        } catch (HomeNotThereException e) {
            throw new NotYetException(e.getMessage());
        } catch (NoPrimaryWorkspaceException e) {
            throw new RejectedException("NO_PRIMARY_WORKSPACE", e.getMessage(), e);
        }
    }

    private void withdraw(Delivery<WorkspaceRegistered> delivery) {
        Tombstone tombstone = delivery.tombstone();
        if (tombstone == null) {
            throw new IllegalStateException("a delivery is an event or a tombstone: " + delivery.position());
        }
        publisher.withdraw(EventType.LOOP_BACKFILLED, Tombstone.of(tombstone.key(), tombstone.revision()));
        counters.withdrawn();
        LOG.infof(
                "Loop withdrawn. taskRunId=%s loopId=%d",
                tombstone.key().taskRunId(), tombstone.key().loopId());
    }

    private void report(LoopBackfilled event) {
        counters.backfilled(event);
        LOG.infof(
                "Loop backfilled. taskRunId=%s loopId=%d revision=%d hasResult=%s files=%d notes=%d",
                event.loop().taskRunId(),
                event.loop().loopId(),
                event.revision(),
                event.hasResult(),
                event.files().size(),
                event.notes().size());
    }
}
