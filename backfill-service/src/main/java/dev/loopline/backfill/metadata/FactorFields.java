package dev.loopline.backfill.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.backfill.code.FactorCode;
import dev.loopline.backfill.code.python.FactorInputs;
import dev.loopline.backfill.code.python.QlibExpression;
import dev.loopline.backfill.note.Notes;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The fields of an entry of {@code factor_meta.json}; their values do not depend on other entries. Pure. */
final class FactorFields {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<String> FIELDS = List.of(
            "region",
            "description_cn",
            "formula_hint",
            "expression",
            "created_at_utc",
            "experiment_id",
            "tags",
            "variables",
            "freq",
            "align",
            "nan_policy",
            "input_schema",
            "impl_module",
            "impl_func",
            "impl_version",
            "interface_info",
            Origin.FIELD);

    private final Envelope envelope;
    private final String region;
    private final FactorTasks tasks;
    private final Notes notes;

    FactorFields(LoopFacts facts, FactorTasks tasks, Notes notes) {
        this.envelope = facts.envelope();
        this.region = facts.configuration().region();
        this.tasks = tasks;
        this.notes = notes;
    }

    /** All fields in their order, to be filled; so the order does not depend on what was there before. */
    static ObjectNode blank(String name, String source) {
        ObjectNode item = JSON.objectNode().put("name", name).put("source", source);
        FIELDS.forEach(item::putNull);
        return item;
    }

    static void keepWhatNothingElseSays(ObjectNode item, @Nullable ObjectNode existing) {
        if (existing == null) {
            return;
        }
        for (String field :
                List.of("description_cn", "formula_hint", "expression", "variables", "tags", FactorTasks.ORIGIN)) {
            JsonNode value = existing.path(field);
            boolean empty = value.isTextual() ? value.textValue().isEmpty() : value.isEmpty();
            if (!value.isMissingNode() && !value.isNull() && !empty) {
                item.set(field, value);
            }
        }
    }

    static ArrayNode tags(String name, String source) {
        ArrayNode tags = JSON.arrayNode();
        String lower = name.toLowerCase(Locale.ROOT);
        for (String library : List.of("alpha158", "alpha360")) {
            if (lower.contains(library)) {
                tags.add(library);
            }
        }
        if (tags.isEmpty() && source.equals(FactorMeta.EVOLVED)) {
            tags.add("rdagent");
        }
        return tags;
    }

    static String source(JsonNode item) {
        return item.path("source").asText(FactorMeta.EVOLVED);
    }

    /** Adds every field of a factor that is missing, but for those of its function, see {@link Implementation}. */
    void complete(ObjectNode item, @Nullable FactorCode code) {
        String name = item.path("name").asText();
        Envelope.addMissing(item, "source", FactorMeta.EVOLVED);
        if (source(item).equals(FactorMeta.EVOLVED)) {
            tasks.describe(item);
        }
        Envelope.addMissing(item, "region", region);
        Envelope.addMissing(item, "description_cn", "");
        Envelope.addMissing(item, "formula_hint", item.path("expression").asText(""));
        Envelope.addMissing(item, "expression", item.path("formula_hint").asText(""));
        Envelope.addMissing(item, "created_at_utc", envelope.time());
        Envelope.addMissing(item, "experiment_id", envelope.loop().toString());
        Envelope.addMissing(item, "tags", tags(name, source(item)));
        if (!item.path("variables").isObject()) {
            JsonNode other = item.path("variables");
            ObjectNode wrapped = JSON.objectNode();
            item.set("variables", other.isMissingNode() || other.isNull() ? wrapped : wrapped.set("value", other));
        }
        Envelope.addMissing(item, "freq", "1d");
        Envelope.addMissing(item, "align", "close");
        Envelope.addMissing(item, "nan_policy", "dataservice_default");
        item.set("input_schema", inputSchema(item, name, code));
        if (code != null) {
            ObjectNode sourceFile = JSON.objectNode();
            sourceFile.put("workspace_id", code.workspaceId()).put("path", code.path());
            Envelope.addMissing(item, "source_file", sourceFile);
        }
    }

    /** A schema that stands there is kept and says so; one without its two fields is made anew. */
    private ObjectNode inputSchema(ObjectNode item, String name, @Nullable FactorCode code) {
        String expression = item.path("expression").asText("");
        List<String> texts = List.of(
                expression,
                item.path("formula_hint").asText(""),
                item.path("description_cn").asText(""),
                item.path("variables").isEmpty() ? "" : item.path("variables").toString());
        FactorInputs inputs = code == null ? QlibExpression.of(expression) : code.inputs();
        ObjectNode made = InputSchema.of(name, inputs, texts);
        if (!(item.path("input_schema") instanceof ObjectNode kept)
                || !kept.path("required_fields").isArray()
                || !kept.path("lookback_days").isInt()) {
            if (code == null) {
                inputs.gaps().forEach(gap -> notes.add(gap.code(), null, name + ": " + gap.reason()));
            }
            return made;
        }
        Envelope.addMissing(kept, "optional_fields", made.get("optional_fields"));
        Envelope.addMissing(kept, "index_type", made.get("index_type"));
        Envelope.addMissing(kept, "description", "");
        Envelope.addMissing(kept, Origin.FIELD, Origin.EXISTING);
        return kept;
    }
}
