package dev.loopline.acceptance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.http.ServiceCalls;
import dev.loopline.cli.stack.Endpoints;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.Json;
import dev.loopline.samples.runs.ExpectedLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** What came of the loops of a home: rows in AIstock, and what the watcher says of the others. Read once. */
final class Facts {

    private final Aistock aistock;
    private final List<JsonNode> loops;
    private final List<JsonNode> factors;
    private final List<JsonNode> occurrences;
    private final List<JsonNode> models;
    private final List<JsonNode> strategies;
    private final List<JsonNode> states;
    private final List<String> spoken;

    private Facts(Aistock aistock, List<JsonNode> states, List<String> spoken) {
        this.aistock = aistock;
        this.loops = rows(aistock, "aistock_loop_catalog");
        this.factors = rows(aistock, "aistock_factor_catalog");
        this.occurrences = rows(aistock, "aistock_factor_occurrence");
        this.models = rows(aistock, "aistock_model_catalog");
        this.strategies = rows(aistock, "aistock_strategy_catalog");
        this.states = states;
        this.spoken = spoken;
    }

    static Facts of(Endpoints endpoints) {
        ServiceCalls calls = new ServiceCalls();
        try {
            JsonNode status = calls.get(endpoints.workspaceWatcherUrl() + "/api/status");
            JsonNode states = calls.get(endpoints.workspaceWatcherUrl() + "/api/loops?limit=1000");
            List<String> spoken = new ArrayList<>();
            for (String kind : List.of("waiting", "unassigned", "failed")) {
                status.path(kind).forEach(one -> spoken.add(one.toString()));
            }
            return new Facts(new Aistock(endpoints), list(states), spoken);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the watcher was asked", e);
        }
    }

    Aistock aistock() {
        return aistock;
    }

    /** The row of the loop whose experiment has this workspace. */
    Optional<JsonNode> loop(ExpectedLoop expected) {
        return loops.stream()
                .filter(row -> text(row, "workspace_id").equals(expected.workspaceId()))
                .findFirst();
    }

    int loopCount() {
        return loops.size();
    }

    /** The rows of a factor; baseline features, which belong to no loop, are not among them. */
    List<JsonNode> factors(String name) {
        return factors.stream()
                .filter(row -> row.hasNonNull("task_run_id"))
                .filter(row -> text(row, "name").equals(name)
                        || text(row, "factor_name").equals(name))
                .toList();
    }

    List<JsonNode> occurrences(LoopKey key) {
        return of(occurrences, key);
    }

    long occurrences(String name) {
        return occurrences.stream()
                .filter(row -> text(row, "name").equals(name))
                .count();
    }

    Optional<JsonNode> model(LoopKey key, String workspaceId) {
        return of(models, key).stream()
                .filter(row -> text(row, "workspace_id").equals(workspaceId))
                .findFirst();
    }

    List<JsonNode> strategies(LoopKey key) {
        return of(strategies, key);
    }

    /** What the watcher knows of a loop, under any of the names that its task run may have. */
    List<JsonNode> states(ExpectedLoop expected) {
        return states.stream()
                .filter(state -> expected.taskRunIds().contains(text(state, "task_run_id")))
                .filter(state -> state.path("loop_id").asInt(-1) == expected.loopId())
                .toList();
    }

    /** Whether something that waits, failed or belongs to no loop is named with this. */
    boolean isNamed(String text) {
        return spoken.stream().anyMatch(one -> one.contains(text))
                || states.stream().anyMatch(state -> state.toString().contains(text));
    }

    static String text(JsonNode row, String column) {
        return row.path(column).asText();
    }

    private static List<JsonNode> of(List<JsonNode> rows, LoopKey key) {
        return rows.stream()
                .filter(row -> text(row, "task_run_id").equals(key.taskRunId()))
                .filter(row -> row.path("loop_id").asInt(-1) == key.loopId())
                .toList();
    }

    private static List<JsonNode> rows(Aistock aistock, String table) {
        return aistock.query("SELECT row_to_json(t)::text FROM " + table + " t").stream()
                .map(Facts::parse)
                .toList();
    }

    private static JsonNode parse(String json) {
        try {
            return Json.mapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }
}
