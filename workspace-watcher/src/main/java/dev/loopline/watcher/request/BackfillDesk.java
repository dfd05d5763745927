package dev.loopline.watcher.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.Json;
import dev.loopline.kit.http.ProblemException;
import dev.loopline.watcher.register.RecordedTime;
import dev.loopline.watcher.registry.Registry;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Takes backfill requests: finds out which loops are meant and keeps the request in the registry, so that it survives a crash
 * of the watcher and of the program that made it. A request that comes twice with one id is one request. Safe for all threads.
 */
final class BackfillDesk {

    /** Rows that are written in one transaction, so that RD-Agent never waits for long. */
    private static final int CHUNK = 1000;

    private final Registry registry;
    private final UnregisteredLoops unregistered;
    private final Clock clock;

    BackfillDesk(Registry registry, UnregisteredLoops unregistered, Clock clock) {
        this.registry = registry;
        this.unregistered = unregistered;
        this.clock = clock;
    }

    /**
     * What a request means.
     *
     * @throws ProblemException if it makes no sense, or names a task run or a loop that is not known
     */
    Selection select(BackfillRequest request) throws SQLException {
        request.check();
        Map<LoopKey, String> open = unregistered.reasons();
        Selection selection =
                Selection.of(request, registry.view(session -> RequestTable.selectable(session, request)), open);
        if (selection.isEmpty()) {
            refuseUnknown(request);
        }
        return selection;
    }

    /** Keeps a request that was not kept before. Returns its id. */
    String keep(BackfillRequest request, Selection selection) throws SQLException {
        String id = Optional.ofNullable(request.requestId())
                .orElseGet(() -> UUID.randomUUID().toString());
        for (List<LoopKey> part : parts(selection.selected())) {
            keepLoops(id, part, Map.of());
        }
        for (List<LoopKey> part : parts(List.copyOf(selection.skipped().keySet()))) {
            Map<LoopKey, String> reasons = new TreeMap<>();
            part.forEach(loop -> reasons.put(loop, selection.reason(loop)));
            keepLoops(id, List.of(), reasons);
        }
        String parameters = parameters(request);
        String now = RecordedTime.format(clock.instant());
        registry.write(session -> {
            RequestTable.insert(session, id, request, parameters, now);
            return id;
        });
        return id;
    }

    /**
     * What a request meant that was kept before, because the answer to it got lost; empty if it was not.
     *
     * @throws ProblemException if there is a request of that id with other parameters
     */
    Optional<Selection> kept(String id, BackfillRequest request) throws SQLException {
        Optional<String> parameters = registry.view(session -> RequestTable.parameters(session, id));
        if (parameters.isPresent() && !parameters.get().equals(parameters(request))) {
            throw new ProblemException(409, "REQUEST_EXISTS", "there is another backfill request " + id);
        }
        return parameters.isEmpty()
                ? Optional.empty()
                : Optional.of(registry.view(session -> RequestTable.selection(session, id)));
    }

    private void keepLoops(String id, List<LoopKey> selected, Map<LoopKey, String> skipped) throws SQLException {
        registry.write(session -> {
            RequestTable.insertLoops(session, id, selected, skipped);
            return id;
        });
    }

    private void refuseUnknown(BackfillRequest request) throws SQLException {
        String taskRunId = request.taskRunId();
        if (taskRunId == null) {
            return;
        }
        if (!registry.view(session -> RequestTable.isTaskRunKnown(session, taskRunId))) {
            throw new ProblemException(
                    404, "TASK_RUN_UNKNOWN", "there is no task run " + taskRunId + " in the registry or the home");
        }
        if (request.loopId() != null) {
            throw new ProblemException(
                    404,
                    "LOOP_UNKNOWN",
                    "the task run " + taskRunId + " has no loop " + request.loopId() + " in the registry or the home");
        }
    }

    private static List<List<LoopKey>> parts(List<LoopKey> loops) {
        List<List<LoopKey>> parts = new ArrayList<>();
        for (int from = 0; from < loops.size(); from += CHUNK) {
            parts.add(loops.subList(from, Math.min(from + CHUNK, loops.size())));
        }
        return parts;
    }

    private static String parameters(BackfillRequest request) {
        try {
            return Json.mapper().writeValueAsString(request);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a request can always be written as JSON", e);
        }
    }
}
