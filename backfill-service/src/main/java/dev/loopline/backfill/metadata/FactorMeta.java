package dev.loopline.backfill.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.backfill.code.FactorCode;
import dev.loopline.backfill.code.Formula;
import dev.loopline.backfill.code.LibraryFunctions;
import dev.loopline.backfill.note.Notes;
import dev.loopline.backfill.runner.BaseFeatures;
import dev.loopline.contracts.catalog.FactorNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /**
     * What is there already.
     *
     * @param meta the file itself
     * @param backtested the factors whose figures another writer kept, as it spelled them
     */
    record Existing(ExistingFile meta, List<String> backtested) {}

    private final LoopFacts facts;
    private final ExistingFile existing;
    private final Map<String, ObjectNode> known;
    private final FactorFields fields;
    private final ColumnSource columnSource;
    private final Map<String, ObjectNode> items = new LinkedHashMap<>();
    private final Map<String, FactorCode> codeOf = new HashMap<>();

    private FactorMeta(LoopFacts facts, ExistingFile existing, Map<String, ObjectNode> known, Notes notes) {
        FactorTasks tasks = new FactorTasks(facts.session());
        this.facts = facts;
        this.existing = existing;
        this.known = known;
        this.fields = new FactorFields(facts, tasks, notes);
        this.columnSource = new ColumnSource(facts.names(), tasks, notes);
    }

    /**
     * Everything but the functions that compute the factors, which are known when the loop's code is in the library.
     *
     * @param subject how notes name the file
     */
    static FactorMeta of(LoopFacts facts, Existing existing, String subject, Notes notes) {
        ExistingFile meta = existing.meta();
        FactorMeta factors = new FactorMeta(facts, meta, existingItems(meta.content(), subject, notes), notes);
        factors.collect(existing.backtested());
        return factors;
    }

    private void collect(List<String> backtested) {
        if (existing.isForeign()) {
            known.values().forEach(item -> put(item.deepCopy()));
        }
        if (existing.isOurs()) {
            known.values().forEach(this::keepIfVanished);
        }
        boolean noCode = facts.codes().isEmpty() && items.isEmpty();
        facts.codes().forEach(this::addCode);
        addTasks();
        addBaseline();
        addColumns(noCode);
        addBacktested(backtested, noCode);
        if (!existing.isForeign()) {
            known.values().forEach(this::keepUnlessDerived);
        }
    }

    /** The factors that are expressions of qlib and have no source. */
    List<Formula> formulas() {
        return items.entrySet().stream()
                .filter(entry -> !codeOf.containsKey(entry.getKey()))
                .flatMap(entry -> Implementation.formula(entry.getValue()).stream())
                .toList();
    }

    /** The functions that its entries name as they stand. */
    Set<String> named() {
        Set<String> named = new LinkedHashSet<>();
        items.values().forEach(item -> named.addAll(Implementation.named(item)));
        return named;
    }

    /** The file, with the functions that the library has. */
    ObjectNode content(LibraryFunctions functions) {
        Envelope envelope = facts.envelope();
        Implementation implementation = new Implementation(functions, envelope.day());
        ObjectNode file = existing.isForeign() ? envelope.keep(existing.content()) : envelope.start();
        Envelope.addMissing(file, "created_at_utc", envelope.time());
        ArrayNode factors = JSON.arrayNode();
        items.forEach((key, item) -> {
            ObjectNode former = known.getOrDefault(key, JSON.objectNode());
            implementation.name(item, former, codeOf.get(key));
            factors.add(item);
        });
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
            String name = FactorNames.plain(item.path("name").asText(""));
            if (!name.isBlank() && !FactorFields.source(item).equals(BASELINE)) {
                names.add(name);
            }
        });
        return names;
    }

    private static Map<String, ObjectNode> existingItems(ObjectNode content, String subject, Notes notes) {
        Map<String, ObjectNode> known = new LinkedHashMap<>();
        for (JsonNode item : content.path("factors")) {
            String name = item.path("name").asText("");
            if (!(item instanceof ObjectNode object) || name.isBlank()) {
                notes.add("FACTOR_WITHOUT_NAME", subject, "An entry without a name is left out.");
            } else if (known.putIfAbsent(key(name, FactorFields.source(object)), object) != null) {
                notes.add("FACTOR_TWICE", subject, "The factor " + name + " is there twice; the first one counts.");
            }
        }
        return known;
    }

    private void addCode(FactorCode code) {
        String key = key(code.name(), EVOLVED);
        put(existing.isForeign() && known.containsKey(key) ? items.get(key) : derived(code.name(), EVOLVED), code);
    }

    /** A new entry with what only the existing file says of the factor. */
    private ObjectNode derived(String name, String source) {
        ObjectNode item = FactorFields.blank(name, source);
        FactorFields.keepWhatNothingElseSays(item, known.get(key(name, source)));
        return item.put(Origin.FIELD, Origin.DERIVED);
    }

    /** Factors that the session set out to write and whose code is in no workspace. */
    private void addTasks() {
        Set<String> there = new HashSet<>();
        items.values()
                .forEach(item -> there.add(FactorNames.plain(item.path("name").asText())));
        for (String name : facts.names().tasks()) {
            if (there.add(name)) {
                put(derived(name, EVOLVED));
            }
        }
    }

    private void addBaseline() {
        JsonNode baseline = facts.configuration().baselineFeatures();
        if (baseline == null) {
            return;
        }
        for (int i = 0; i < baseline.get(1).size(); i++) {
            String name = baseline.get(1).get(i).asText("");
            if (name.isBlank() || existing.isForeign() && known.containsKey(key(name, BASELINE))) {
                continue;
            }
            ObjectNode item = derived(name, BASELINE);
            String expression = baseline.get(0).get(i).asText("");
            item.put("formula_hint", expression).put("expression", expression);
            item.set("tags", JSON.arrayNode().add("alpha158"));
            put(item);
        }
    }

    /** Factors that only the table of factors knows. */
    private void addColumns(boolean noCode) {
        Set<String> there = new HashSet<>();
        facts.codes().stream()
                .map(code -> code.entry().column())
                .filter(Objects::nonNull)
                .forEach(column -> there.add(FactorCode.identifier(column)));
        items.values().forEach(item -> there.add(word(item)));
        known.values().stream()
                .filter(item -> !(existing.isOurs() && isDerived(item)))
                .forEach(item -> there.add(word(item)));
        for (String name : facts.evidence().columns()) {
            boolean spelledOtherwise = !facts.names().canonical(name).equals(name);
            if (!spelledOtherwise && there.add(FactorCode.identifier(name))) {
                put(derived(name, columnSource.of(name, noCode)));
            }
        }
    }

    /** Factors that only figures of another writer name: a backtest ran with them. */
    private void addBacktested(List<String> names, boolean noCode) {
        Set<String> there = new HashSet<>();
        items.values().forEach(item -> there.add(spelling(item)));
        known.values().forEach(item -> there.add(spelling(item)));
        for (String raw : names) {
            String name = FactorNames.plain(raw);
            if (!there.add(FactorNames.spelling(name))) {
                continue;
            }
            Optional<String> expression = BaseFeatures.expression(name);
            ObjectNode item = derived(name, expression.isPresent() ? BASELINE : columnSource.of(name, noCode));
            expression.ifPresent(text -> item.put("formula_hint", text).put("expression", text));
            put(item);
        }
    }

    private static String spelling(ObjectNode item) {
        return FactorNames.spelling(item.path("name").asText());
    }

    private static boolean isDerived(ObjectNode item) {
        String origin = item.path(Origin.FIELD).asText();
        return origin.equals(Origin.DERIVED) || origin.equals(Origin.KEPT);
    }

    /** Names in code are spelled as identifiers. */
    private static String word(ObjectNode item) {
        return FactorCode.identifier(FactorNames.plain(item.path("name").asText()));
    }

    /**
     * A factor that an earlier backfill derived stays as it is if its code is gone; or, if the loop has neither code nor a table
     * of factors any more, if it was found in that table.
     */
    private void keepIfVanished(ObjectNode item) {
        boolean nothingLeft =
                facts.codes().isEmpty() && facts.evidence().columns().isEmpty();
        JsonNode file = item.path("source_file");
        boolean codeGone = file.hasNonNull("path")
                && !facts.files()
                        .contains(file.path("workspace_id").asText() + "/"
                                + file.path("path").asText());
        boolean tableGone = !file.hasNonNull("path")
                && nothingLeft
                && !FactorFields.source(item).equals(BASELINE);
        if (isDerived(item) && (codeGone || tableGone)) {
            put(item.deepCopy().put(Origin.FIELD, Origin.KEPT));
        }
    }

    /** What was only in the file stays; what an earlier backfill derived and is no longer there goes. */
    private void keepUnlessDerived(ObjectNode item) {
        String key = key(item.path("name").asText(), FactorFields.source(item));
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
        put(item, null);
    }

    private void put(ObjectNode item, @Nullable FactorCode code) {
        fields.complete(item, code);
        String key = key(item.path("name").asText(), FactorFields.source(item));
        items.put(key, item);
        if (code != null) {
            codeOf.put(key, code);
        }
    }

    private static String key(String name, String source) {
        return FactorNames.plain(name) + "\n" + source;
    }
}
