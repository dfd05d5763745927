package dev.loopline.backfill.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.backfill.code.FactorCode;
import dev.loopline.backfill.code.ResultNames;
import dev.loopline.backfill.code.python.FactorInputs;
import dev.loopline.backfill.code.python.QlibExpression;
import dev.loopline.backfill.note.Notes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code factor_meta.json}: the evolved factors of the loop, found in code, in the table of factors or in an existing file,
 * and the baseline features that it built on, each with its source. Pure.
 */
final class FactorMeta {

    static final String EVOLVED = "rdagent_generated";
    static final String BASELINE = "qlib_alpha158";
    static final String ACCEPTED = "sota";

    private static final String MODULE = "rd_factors_lib.generated";
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private final Envelope envelope;
    private final String region;
    private final ResultNames names;
    private final FactorTasks tasks;
    private final ColumnSource columnSource;
    private final Notes notes;
    private final Map<String, ObjectNode> items = new LinkedHashMap<>();

    private FactorMeta(Envelope envelope, String region, ResultNames names, FactorTasks tasks, Notes notes) {
        this.envelope = envelope;
        this.region = region;
        this.names = names;
        this.tasks = tasks;
        this.columnSource = new ColumnSource(names, tasks, notes);
        this.notes = notes;
    }

    /**
     * @param codes factors found in code
     * @param columns the factors that the backtest was given, by name
     * @param baseline a list of expressions and a list of names; null if the loop has no baseline
     * @param names the names of the loop's factors
     * @param tasks what RD-Agent set out to write
     * @param sources what is there of the files that factors are found in
     * @param subject how notes name the file
     */
    static ObjectNode of(
            Envelope envelope,
            ExistingFile existing,
            List<FactorCode> codes,
            List<String> columns,
            @Nullable JsonNode baseline,
            String region,
            ResultNames names,
            FactorTasks tasks,
            Sources sources,
            String subject,
            Notes notes) {
        FactorMeta meta = new FactorMeta(envelope, region, names, tasks, notes);
        Map<String, ObjectNode> known = meta.existingItems(existing.content(), subject);
        if (existing.isForeign()) {
            known.values().forEach(item -> meta.put(item.deepCopy()));
        }
        if (existing.isOurs()) {
            known.values().forEach(item -> meta.keepIfVanished(item, sources, codes.isEmpty() && columns.isEmpty()));
        }
        boolean noCode = codes.isEmpty() && meta.items.isEmpty();
        codes.forEach(code -> meta.addCode(code, known, existing.isForeign()));
        meta.addTasks(known);
        meta.addBaseline(baseline, known, existing.isForeign());
        meta.addColumns(columns, codes, noCode, known, existing.isOurs());
        if (!existing.isForeign()) {
            known.values().forEach(item -> meta.keepUnlessDerived(item, existing));
        }
        ObjectNode file = existing.isForeign() ? envelope.keep(existing.content()) : envelope.start();
        Envelope.addMissing(file, "created_at_utc", envelope.time());
        ArrayNode factors = JSON.arrayNode();
        meta.items.values().forEach(factors::add);
        file.set("factors", factors);
        return existing.isForeign() ? file : Envelope.markAsOurs(file);
    }

    /** All names, in order, each once. */
    static List<String> names(ObjectNode file) {
        Set<String> names = new LinkedHashSet<>();
        file.path("factors").forEach(item -> names.add(item.path("name").asText()));
        return List.copyOf(names);
    }

    /** The names of the factors of a file that are no baseline features. */
    static List<String> evolved(ObjectNode file) {
        List<String> names = new ArrayList<>();
        file.path("factors").forEach(item -> {
            String name = FactorItem.plain(item.path("name").asText(""));
            if (!name.isBlank() && !source(item).equals(BASELINE)) {
                names.add(name);
            }
        });
        return names;
    }

    private Map<String, ObjectNode> existingItems(ObjectNode content, String subject) {
        Map<String, ObjectNode> known = new LinkedHashMap<>();
        for (JsonNode item : content.path("factors")) {
            String name = item.path("name").asText("");
            if (!(item instanceof ObjectNode object) || name.isBlank()) {
                notes.add("FACTOR_WITHOUT_NAME", subject, "An entry without a name is left out.");
            } else if (known.putIfAbsent(key(name, source(object)), object) != null) {
                notes.add("FACTOR_TWICE", subject, "The factor " + name + " is there twice; the first one counts.");
            }
        }
        return known;
    }

    private void addCode(FactorCode code, Map<String, ObjectNode> known, boolean foreign) {
        ObjectNode existing = known.get(key(code.name(), EVOLVED));
        if (foreign && existing != null) {
            complete(items.get(key(code.name(), EVOLVED)), code);
            return;
        }
        ObjectNode item = FactorItem.blank(code.name(), EVOLVED);
        FactorItem.keepWhatNothingElseSays(item, existing);
        item.put(Origin.FIELD, Origin.DERIVED);
        complete(item, code);
        items.put(key(code.name(), EVOLVED), item);
    }

    /** Factors that the session set out to write and whose code is in no workspace. */
    private void addTasks(Map<String, ObjectNode> known) {
        Set<String> there = new HashSet<>();
        items.values()
                .forEach(item -> there.add(FactorItem.plain(item.path("name").asText())));
        for (String name : names.tasks()) {
            if (there.add(name)) {
                ObjectNode item = FactorItem.blank(name, EVOLVED);
                FactorItem.keepWhatNothingElseSays(item, known.get(key(name, EVOLVED)));
                item.put(Origin.FIELD, Origin.DERIVED);
                put(item);
            }
        }
    }

    private void addBaseline(@Nullable JsonNode baseline, Map<String, ObjectNode> known, boolean foreign) {
        if (baseline == null) {
            return;
        }
        for (int i = 0; i < baseline.get(1).size(); i++) {
            String name = baseline.get(1).get(i).asText("");
            ObjectNode existing = known.get(key(name, BASELINE));
            if (name.isBlank() || foreign && existing != null) {
                continue;
            }
            ObjectNode item = FactorItem.blank(name, BASELINE);
            FactorItem.keepWhatNothingElseSays(item, existing);
            String expression = baseline.get(0).get(i).asText("");
            item.put("formula_hint", expression).put("expression", expression);
            item.set("tags", JSON.arrayNode().add("alpha158"));
            item.put(Origin.FIELD, Origin.DERIVED);
            complete(item, null);
            items.put(key(name, BASELINE), item);
        }
    }

    /** Factors that only the table of factors knows. */
    private void addColumns(
            List<String> columns, List<FactorCode> codes, boolean noCode, Map<String, ObjectNode> known, boolean ours) {
        Set<String> there = new HashSet<>();
        codes.stream()
                .map(code -> code.entry().column())
                .filter(Objects::nonNull)
                .forEach(column -> there.add(FactorCode.identifier(column)));
        items.values().forEach(item -> there.add(word(item)));
        known.values().stream().filter(item -> !(ours && isDerived(item))).forEach(item -> there.add(word(item)));
        for (String name : columns) {
            boolean spelledOtherwise = !names.canonical(name).equals(name);
            if (!spelledOtherwise && there.add(FactorCode.identifier(name))) {
                String source = columnSource.of(name, noCode);
                ObjectNode item = FactorItem.blank(name, source);
                FactorItem.keepWhatNothingElseSays(item, known.get(key(name, source)));
                item.put(Origin.FIELD, Origin.DERIVED);
                put(item);
            }
        }
    }

    private static boolean isDerived(ObjectNode item) {
        String origin = item.path(Origin.FIELD).asText();
        return origin.equals(Origin.DERIVED) || origin.equals(Origin.KEPT);
    }

    /** Names in code are spelled as identifiers. */
    private static String word(ObjectNode item) {
        return FactorCode.identifier(FactorItem.plain(item.path("name").asText()));
    }

    /**
     * A factor that an earlier backfill derived stays as it is if its code is gone; or, if nothing of the loop tells of
     * factors any more, if it was found in the table of factors.
     */
    private void keepIfVanished(ObjectNode item, Sources sources, boolean nothingTells) {
        JsonNode file = item.path("source_file");
        boolean codeGone = file.hasNonNull("path")
                && !sources.has(
                        file.path("workspace_id").asText(), file.path("path").asText());
        boolean tableGone =
                !file.hasNonNull("path") && nothingTells && !source(item).equals(BASELINE);
        if (isDerived(item) && (codeGone || tableGone)) {
            put(item.deepCopy().put(Origin.FIELD, Origin.KEPT));
        }
    }

    /** What was only in the file stays; what an earlier backfill derived and is no longer there goes. */
    private void keepUnlessDerived(ObjectNode item, ExistingFile existing) {
        String key = key(item.path("name").asText(), source(item));
        boolean ours = existing.isOurs();
        boolean derived = ours && isDerived(item);
        if (!items.containsKey(key) && !derived) {
            ObjectNode kept = item.deepCopy();
            kept.put(Origin.FIELD, Origin.EXISTING);
            if (!ours) {
                kept.remove("input_schema");
            }
            put(kept);
        }
    }

    private void put(ObjectNode item) {
        complete(item, null);
        items.put(key(item.path("name").asText(), source(item)), item);
    }

    /** Adds every field of a factor that is missing. */
    private void complete(ObjectNode item, @Nullable FactorCode code) {
        String name = item.path("name").asText();
        Envelope.addMissing(item, "source", EVOLVED);
        if (source(item).equals(EVOLVED)) {
            tasks.describe(item);
        }
        Envelope.addMissing(item, "region", region);
        Envelope.addMissing(item, "description_cn", "");
        Envelope.addMissing(item, "formula_hint", item.path("expression").asText(""));
        Envelope.addMissing(item, "expression", item.path("formula_hint").asText(""));
        Envelope.addMissing(item, "created_at_utc", envelope.time());
        Envelope.addMissing(item, "experiment_id", envelope.loop().toString());
        Envelope.addMissing(item, "tags", FactorItem.tags(name, source(item)));
        if (!item.path("variables").isObject()) {
            JsonNode other = item.path("variables");
            ObjectNode wrapped = JSON.objectNode();
            item.set("variables", other.isMissingNode() || other.isNull() ? wrapped : wrapped.set("value", other));
        }
        Envelope.addMissing(item, "freq", "1d");
        Envelope.addMissing(item, "align", "close");
        Envelope.addMissing(item, "nan_policy", "dataservice_default");
        item.set("input_schema", inputSchema(item, name, code));
        Envelope.addMissing(item, "impl_module", MODULE);
        Envelope.addMissing(item, "impl_func", code == null ? name : FactorCode.libraryName(name));
        Envelope.addMissing(item, "impl_version", envelope.day());
        Envelope.addMissing(item, "interface_info", FactorItem.interfaceInfo(code));
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

    private static String source(JsonNode item) {
        return item.path("source").asText(EVOLVED);
    }

    private static String key(String name, String source) {
        return FactorItem.plain(name) + "\n" + source;
    }
}
