package dev.loopline.importer.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.LoopKey;
import dev.loopline.kit.http.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The backtest windows of one loop by factor, from the {@code factor_perf.json} of its bundle: a window belongs to every
 * factor that its combination names. What the file does not have is not there, or null where it has no finite number.
 * Immutable.
 */
final class BacktestWindows {

    static final String FILE_NAME = "factor_perf.json";

    /** Larger files are not what RD-Agent or a backfill writes. */
    private static final long MOST_BYTES = 16L << 20;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private final Map<String, List<ObjectNode>> byFactor;
    private final @Nullable String reason;

    private BacktestWindows(Map<String, List<ObjectNode>> byFactor, @Nullable String reason) {
        this.byFactor = byFactor;
        this.reason = reason;
    }

    private static BacktestWindows none(String reason) {
        return new BacktestWindows(Map.of(), reason);
    }

    static BacktestWindows read(LoopFiles files, LoopKey key) throws SQLException, IOException {
        try {
            Path file = files.file(key, FILE_NAME);
            return Files.size(file) > MOST_BYTES
                    ? none(FILE_NAME + " is larger than " + MOST_BYTES + " bytes")
                    : of(JSON.readTree(file.toFile()), key.loopId());
        } catch (ProblemException e) {
            return none(String.valueOf(e.getMessage()));
        } catch (JsonProcessingException e) {
            return none(FILE_NAME + " is no JSON");
        }
    }

    static BacktestWindows of(@Nullable JsonNode file, int loopId) {
        Map<String, List<ObjectNode>> found = new HashMap<>();
        for (JsonNode combination : elements(file, "combinations")) {
            for (JsonNode window : elements(combination, "windows")) {
                if (window.isObject()) {
                    ObjectNode described = describe(window, combination, loopId);
                    elements(combination, "factor_names")
                            .forEach(name -> found.computeIfAbsent(name.asText(), unused -> new ArrayList<>())
                                    .add(described));
                }
            }
        }
        return found.isEmpty() ? none(FILE_NAME + " has no window of a factor") : new BacktestWindows(found, null);
    }

    /** @param rawName as the loop calls the factor */
    List<ObjectNode> of(String rawName) {
        return byFactor.getOrDefault(rawName, List.of());
    }

    /** Why there are none; empty if there are some. */
    Optional<String> reason() {
        return Optional.ofNullable(reason);
    }

    private static ObjectNode describe(JsonNode window, JsonNode combination, int loopId) {
        ObjectNode described = JSON.createObjectNode().put("loop_id", loopId);
        described.set("combination", combination.path("name").isTextual() ? combination.get("name") : JSON.nullNode());
        window.properties().stream()
                .filter(field -> !field.getKey().equals("metrics"))
                .forEach(field -> described.set(field.getKey(), finite(field.getValue())));
        return described;
    }

    /** JSON that is sent has no NaN. */
    private static JsonNode finite(JsonNode value) {
        boolean isNumber = !value.isFloatingPointNumber() || Double.isFinite(value.doubleValue());
        return isNumber ? value : JSON.nullNode();
    }

    private static Iterable<JsonNode> elements(@Nullable JsonNode tree, String field) {
        JsonNode value = tree == null ? null : tree.get(field);
        return value != null && value.isArray() ? value : List.of();
    }
}
