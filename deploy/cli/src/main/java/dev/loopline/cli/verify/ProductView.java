package dev.loopline.cli.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.http.ServiceCalls;
import dev.loopline.cli.stack.Endpoints;
import dev.loopline.cli.text.Message;
import dev.loopline.contracts.LoopKey;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the watcher says of loops, folders and rows that are not carried. Where it does not answer, nothing is explained.
 * Immutable.
 *
 * @param loops each loop that it knows, with its state and the reason
 * @param unassigned what belongs to no loop
 */
record ProductView(Map<LoopKey, LoopState> loops, List<Reported> unassigned) {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int PAGE = 1000;
    private static final String SOURCE_REMOVED = "SOURCE_REMOVED";
    private static final Map<String, Explanation> STATES = Map.of(
            "running", Explanation.RUNNING,
            "settling", Explanation.IN_FLIGHT,
            "waiting", Explanation.WAITING,
            "rejected", Explanation.REJECTED,
            "withdrawn", Explanation.WITHDRAWN);

    /** @param reason empty if none is given */
    record LoopState(String state, String reason) {}

    /** A folder or a row, and one sentence about it. */
    record Reported(String subject, String reason) {}

    /** Something that Loopline says itself. */
    record Explained(Explanation why, Message text) {}

    ProductView {
        loops = Map.copyOf(loops);
        unassigned = List.copyOf(unassigned);
    }

    static ProductView ask(Endpoints endpoints) throws InterruptedException {
        Map<LoopKey, LoopState> loops = new HashMap<>();
        List<Reported> unassigned = new ArrayList<>();
        ServiceCalls calls = new ServiceCalls(PATIENCE);
        String base = endpoints.workspaceWatcherUrl() + "/api/";
        try {
            for (JsonNode loop : all(calls, base + "loops")) {
                LoopKey.parse(loop.path("task_run_id").asText() + "/"
                                + loop.path("loop_id").asText())
                        .ifPresent(key -> loops.put(
                                key,
                                new LoopState(
                                        loop.path("state").asText(),
                                        loop.path("reason").asText(""))));
            }
            for (JsonNode one : all(calls, base + "unassigned")) {
                unassigned.add(new Reported(
                        one.path("subject").asText(), one.path("reason").asText()));
            }
        } catch (IOException e) {
            return new ProductView(Map.of(), List.of());
        }
        return new ProductView(loops, unassigned);
    }

    private static List<JsonNode> all(ServiceCalls calls, String url) throws IOException, InterruptedException {
        List<JsonNode> out = new ArrayList<>();
        int before;
        do {
            before = out.size();
            JsonNode page = calls.get(url + "?limit=" + PAGE + "&offset=" + before);
            if (page.isArray()) {
                page.forEach(out::add);
            }
        } while (out.size() == before + PAGE);
        return out;
    }

    /** Why a loop that is not registered is not carried, if the watcher says so. */
    Optional<Explained> notCarried(LoopKey key) {
        LoopState state = loops.get(key);
        Explanation why = state == null ? null : STATES.get(state.state());
        if (why != null) {
            return Optional.of(new Explained(why, Message.of("found.state", key, state.state(), state.reason())));
        }
        String ending = " of " + key;
        return unassigned.stream()
                .filter(one -> one.subject().endsWith(ending) || one.subject().equals("loop " + key))
                .findFirst()
                .map(one ->
                        new Explained(Explanation.DUPLICATE, Message.of("found.where", one.subject(), one.reason())));
    }

    /** What vanished from a loop that was carried, if the watcher says that something did. */
    Optional<Explained> removed(LoopKey key) {
        LoopState state = loops.get(key);
        return Optional.ofNullable(state)
                .filter(one -> one.reason().startsWith(SOURCE_REMOVED))
                .map(one -> new Explained(Explanation.SOURCE_REMOVED, Message.of("found.where", key, one.reason())));
    }

    /** What the watcher says of a row of {@code workspaces}, or of a folder. */
    Optional<Explained> unassigned(String subject) {
        return unassigned.stream()
                .filter(one -> names(one.subject(), subject)
                        || (one.subject().equals("registry") && names(one.reason(), subject)))
                .findFirst()
                .map(one ->
                        new Explained(Explanation.UNASSIGNED, Message.of("found.where", one.subject(), one.reason())));
    }

    /** Whether a subject is this word or folder, or ends in it. */
    private static boolean names(String subject, String wanted) {
        return subject.equals(wanted)
                || subject.endsWith(" " + wanted)
                || subject.endsWith("/" + wanted)
                || (subject + " ").contains(" " + wanted + " ");
    }
}
