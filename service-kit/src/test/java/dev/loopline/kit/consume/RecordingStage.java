package dev.loopline.kit.consume;

import dev.loopline.contracts.event.CompletionEvidence;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.Loop;
import dev.loopline.contracts.event.Workspace;
import dev.loopline.contracts.event.WorkspaceRegistered;
import dev.loopline.kit.failure.NotYetException;
import dev.loopline.kit.failure.RejectedException;
import dev.loopline.kit.publish.EventPublisher;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** The smallest possible service: remembers what it was given, and fails where the task run's name says so. */
@ApplicationScoped
@Startup
public class RecordingStage {

    /** How the names of task runs end of whose loops the stage publishes something itself. */
    static final String PASSED_ON = "passed-on";

    /** The task run of what it publishes then. */
    static final String ANSWER = "answer";

    private final EventIntake<WorkspaceRegistered> intake;
    private final EventPublisher publisher;
    private final List<String> handled = new CopyOnWriteArrayList<>();
    private final Map<String, AtomicInteger> attempts = new ConcurrentHashMap<>();
    private final Map<String, Integer> partitions = new ConcurrentHashMap<>();
    private final Set<String> released = ConcurrentHashMap.newKeySet();

    RecordingStage(EventIntakes intakes, EventPublisher publisher) {
        this.publisher = publisher;
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
            partitions.put(task, delivery.position().partition());
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
            if (task.startsWith("stuck") && !released.contains(task)) {
                Awaitility.await().forever().until(() -> released.contains(task));
            }
            if (task.startsWith("held") && !released.contains(task)) {
                throw new NotYetException("held back");
            }
            if (task.endsWith(PASSED_ON)) {
                publisher.publish(event(ANSWER, 1));
            }
        }
        batch.forEach(delivery -> handled.add(delivery.match(
                event -> event.key() + "#" + event.revision(),
                tombstone -> tombstone.key() + "#withdrawn in " + tombstone.revision())));
    }

    /** From now on the loops of a task run go through that were held back or stuck. */
    public void letGo(String taskRunId) {
        released.add(taskRunId);
    }

    public List<String> handled() {
        return List.copyOf(handled);
    }

    /** Where the record about a task run came from; it has to be there. */
    TopicPartition partitionOf(String taskRunId) {
        return new TopicPartition(EventType.WORKSPACE_REGISTERED.topic(), partitions.getOrDefault(taskRunId, -1));
    }

    int attempts(String taskRunId) {
        return attempts.getOrDefault(taskRunId, new AtomicInteger()).get();
    }

    /** What the stage takes: loop 7 of a task run. */
    public static WorkspaceRegistered event(String taskRunId, long revision) {
        Loop loop = new Loop(
                taskRunId,
                7,
                null,
                "factor",
                "success",
                null,
                null,
                null,
                null,
                null,
                CompletionEvidence.REGISTRY_STATUS,
                Instant.EPOCH,
                null);
        Workspace workspace = new Workspace(
                "ws_1",
                Workspace.EXPERIMENT,
                "factor",
                null,
                "finished",
                "F:/x/log/t/workspace_ws_1",
                null,
                null,
                null);
        return new WorkspaceRegistered(
                loop, List.of(workspace), "ws_1", revision, "digest", false, null, Instant.EPOCH, null);
    }
}
