package dev.loopline.backfill.stage;

import dev.loopline.contracts.codec.Tombstone;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.WorkspaceRegistered;
import dev.loopline.kit.consume.Channels;
import dev.loopline.kit.consume.Delivery;
import dev.loopline.kit.consume.EventIntake;
import dev.loopline.kit.consume.EventIntakes;
import dev.loopline.kit.consume.IntakeOptions;
import dev.loopline.kit.observe.LoopContext;
import dev.loopline.kit.publish.EventPublisher;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * Takes the registered loops of this home and publishes them backfilled. Keeps no state: a loop that comes again is read again, and gives
 * the same files and the same event.
 */
@ApplicationScoped
@Startup
public class BackfillStage {

    private static final Logger LOG = Logger.getLogger(BackfillStage.class);

    private final EventIntake<WorkspaceRegistered> intake;
    private final EventPublisher publisher;
    private final Backfills backfills;
    private final BackfillCounters counters;

    BackfillStage(
            EventIntakes intakes,
            EventPublisher publisher,
            Backfills backfills,
            IntakeOptions options,
            BackfillCounters counters) {
        this.publisher = publisher;
        this.backfills = backfills;
        this.counters = counters;
        this.intake = intakes.open(EventType.WORKSPACE_REGISTERED, WorkspaceRegistered.class, options, this::handle);
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
        List<LoopBackfilled> events = backfills.run(loops);
        publisher.publishAll(events);
        events.forEach(this::report);
    }

    private void withdraw(Delivery<WorkspaceRegistered> delivery) {
        Tombstone tombstone = delivery.tombstone();
        if (tombstone == null) {
            throw new IllegalStateException("a delivery is an event or a tombstone: " + delivery.position());
        }
        publisher.withdraw(EventType.LOOP_BACKFILLED, tombstone);
        counters.withdrawn();
        LOG.infof(
                "Loop withdrawn. taskRunId=%s loopId=%d",
                tombstone.key().taskRunId(), tombstone.key().loopId());
    }

    private void report(LoopBackfilled event) {
        counters.backfilled(event);
        LoopContext.run(event.key(), event.revision(), () -> log(event));
    }

    /** The first lines are those that the guide of AIstock's users shows. Loops do not mix their lines. */
    private synchronized void log(LoopBackfilled event) {
        LOG.infof("Processing task_run: %s", event.loop().taskRunId());
        LOG.infof("Processing loop: %d", event.loop().loopId());
        LOG.infof("Workspace: %s", event.primaryWorkspaceId());
        event.generated().forEach(file -> LOG.infof("Generated %s", file));
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
