package dev.loopline.kit.consume;

import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.WorkspaceRegistered;
import dev.loopline.kit.failure.NotYetException;
import dev.loopline.kit.failure.RejectedException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** The smallest possible service: remembers what it was given, and fails where the task run's name says so. */
@ApplicationScoped
public class RecordingStage {

    private final EventIntake<WorkspaceRegistered> intake;
    private final List<String> handled = new CopyOnWriteArrayList<>();
    private final Map<String, AtomicInteger> attempts = new ConcurrentHashMap<>();
    private volatile boolean holding = true;

    RecordingStage(EventIntakes intakes) {
        this.intake = intakes.open(
                EventType.WORKSPACE_REGISTERED,
                WorkspaceRegistered.class,
                IntakeOptions.perPartition(2, 10),
                this::handle);
    }

    @Incoming(Channels.WORKSPACE_REGISTERED)
    CompletionStage<Void> receive(Message<byte[]> record) {
        return intake.accept(record);
    }

    private void handle(List<Delivery<WorkspaceRegistered>> batch) {
        for (Delivery<WorkspaceRegistered> delivery : batch) {
            String task = delivery.key().taskRunId();
            int attempt = attempts.computeIfAbsent(task, unused -> new AtomicInteger())
                    .incrementAndGet();
            if (task.startsWith("rejected")) {
                throw new RejectedException("TEST_REJECTED", "this one never works");
            }
            if (task.startsWith("unforeseen")) {
                throw new IllegalStateException("a bug");
            }
            if (task.startsWith("later") && attempt < 3) {
                throw new NotYetException("not ready");
            }
            if (task.startsWith("held") && holding) {
                throw new NotYetException("held back");
            }
        }
        batch.forEach(delivery -> handled.add(delivery.match(
                event -> event.key() + "#" + event.revision(), tombstone -> tombstone.key() + "#withdrawn")));
    }

    /** From now on the loops go through that were held back. */
    void letGo() {
        holding = false;
    }

    List<String> handled() {
        return List.copyOf(handled);
    }

    int attempts(String taskRunId) {
        return attempts.getOrDefault(taskRunId, new AtomicInteger()).get();
    }
}
