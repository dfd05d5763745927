package dev.loopline.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.FactorFingerprint;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.CatalogUpdated;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Events of loops that do not exist, each from a template with names, numbers and factors of its own: about fifty rows
 * over ten tables. Safe for all threads.
 */
final class SampleEvents {

    private static final int BASELINE_FACTORS = 18;
    private static final int OWN_FACTORS = 2;
    private static final int FILES_PER_ARTIFACT = 4;
    private static final int ARTIFACTS = 3;

    private final JsonNode template;
    private final int loopsPerRun;

    /** @param loopsPerRun how many loops have the same task run */
    SampleEvents(int loopsPerRun) {
        this.loopsPerRun = loopsPerRun;
        try (InputStream file = SampleEvents.class.getResourceAsStream("/loop-template.json")) {
            this.template = Json.mapper().readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String taskRun(int run) {
        return "bench-%06d".formatted(run);
    }

    /** The loops of one task run. */
    List<CatalogUpdated> run(int run) {
        List<CatalogUpdated> events = new ArrayList<>();
        for (int loop = 0; loop < loopsPerRun; loop++) {
            events.add(event(run, loop));
        }
        return events;
    }

    private CatalogUpdated event(int run, int loop) {
        String taskRun = taskRun(run);
        String text = template.toString()
                .replace("2025-12-18_10-38-22-336632_3", taskRun + "_" + loop)
                .replace("2025-12-18_10-38-22-336632/3", taskRun + "/" + loop)
                .replace("2025-12-18_10-38-22-336632", taskRun)
                .replace("\"loop_id\":3", "\"loop_id\":" + loop)
                .replace("c0ffee00112233445566778899aabbcc", "ws-" + taskRun + "-" + loop)
                .replace("ca5ca20867e952f18284be33a8b08add", "artifact-" + taskRun + "-" + loop);
        try {
            ObjectNode event = (ObjectNode) Json.mapper().readTree(text);
            factors(event, run, loop);
            artifacts(event);
            return Json.mapper().treeToValue(event, CatalogUpdated.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void factors(ObjectNode event, int run, int loop) {
        JsonNode occurrence = event.withArray("occurrences").get(0);
        ArrayNode occurrences = event.putArray("occurrences");
        ArrayNode names = ((ObjectNode) event.get("loop_entry")).putArray("factor_names");
        for (int i = 0; i < BASELINE_FACTORS + OWN_FACTORS; i++) {
            boolean own = i >= BASELINE_FACTORS;
            String name = own ? "F_" + run + "_" + loop + "_" + i : "BASE" + i;
            occurrences.add(named(occurrence, name));
            names.add(name);
        }
    }

    private static ObjectNode named(JsonNode occurrence, String name) {
        String expression = "Mean($close, 5) / " + name;
        ObjectNode copy = occurrence.deepCopy();
        copy.put("name", name).put("factor_name", name).put("expression", expression);
        if (copy.has("formula_hint")) {
            copy.put("formula_hint", expression);
        }
        return copy.put("fingerprint", FactorFingerprint.of(name, expression, null));
    }

    private static void artifacts(ObjectNode event) {
        JsonNode artifact = event.withArray("artifacts").get(0);
        JsonNode file = artifact.get("files").get(0);
        ArrayNode artifacts = event.putArray("artifacts");
        for (int i = 0; i < ARTIFACTS; i++) {
            ObjectNode copy = artifacts.addObject();
            copy.setAll((ObjectNode) artifact.deepCopy());
            copy.put("artifact_id", artifact.get("artifact_id").asText() + "-" + i);
            ArrayNode files = copy.putArray("files");
            for (int j = 0; j < FILES_PER_ARTIFACT; j++) {
                ObjectNode one = file.deepCopy();
                files.add(one.put("file_id", "file-" + i + "-" + j));
            }
        }
    }
}
