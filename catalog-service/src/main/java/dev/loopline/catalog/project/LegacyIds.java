package dev.loopline.catalog.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.uuid.Generators;
import dev.loopline.contracts.LoopKey;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The ids that RD-Agent's own exporters gave to models and strategies, so that rows of that time can be found. UUIDs of
 * version 5 over JSON as Python spells it, printed without hyphens. Equal to the old ones as far as the old exporter saw the
 * same: it hashed the configuration, and on Windows separated the folders of a path by a backslash.
 */
final class LegacyIds {

    private static final UUID MODELS = UUID.fromString("a8a6a7de-c8c7-4f3e-9f5a-3c4b7d3e2b11");
    private static final UUID STRATEGIES = UUID.fromString("7b6b2c6c-0b4d-4e2c-9b7f-3b1b9b4f3a11");

    private LegacyIds() {}

    static String modelId(
            LoopKey loop,
            String workspaceId,
            @Nullable String modelType,
            @Nullable JsonNode modelConfig,
            @Nullable JsonNode datasetConfig) {
        ObjectNode name = JsonNodeFactory.instance.objectNode();
        name.put("task_run_id", loop.taskRunId());
        name.put("loop_id", loop.loopId());
        name.put("workspace_id", workspaceId);
        name.put("model_type", modelType);
        name.set("model_config", modelConfig);
        name.set("dataset_config", datasetConfig);
        return uuid5(MODELS, name);
    }

    /** @param templates relative paths of the YAML files; their contents do not count */
    static String strategyId(@Nullable String stepName, @Nullable String action, List<String> templates) {
        ObjectNode name = JsonNodeFactory.instance.objectNode();
        // The exporter had no scenario, ever.
        name.put("scenario", "");
        name.put("step_name", orEmpty(stepName));
        name.put("action", orEmpty(action));
        ArrayNode paths = name.putArray("templates");
        templates.stream().distinct().sorted(PythonJson.BY_CODE_POINT).forEach(paths::add);
        return uuid5(STRATEGIES, name);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static String uuid5(UUID namespace, JsonNode name) {
        return Generators.nameBasedGenerator(namespace)
                .generate(PythonJson.write(name))
                .toString()
                .replace("-", "");
    }
}
