package dev.loopline.catalog.alpha;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.FactorFingerprint;
import dev.loopline.contracts.catalog.CatalogKind;
import dev.loopline.contracts.catalog.FactorNames;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The catalog of a library: each factor once, by name, the first file that knows it wins. What a file says of a factor is
 * kept; a backtest and a bundle are added where a loop of the catalogs has a factor of the same name.
 */
public final class AlphaCatalog {

    private static final List<String> OF_THE_LOOP = List.of(
            "best_performance",
            "best_performance_sharpe",
            "best_performance_ann_ret",
            "task_run_id",
            "loop_id",
            "workspace_id",
            "workspace_path",
            "asset_bundle_id");
    private static final List<String> FUNCTION = List.of("impl_module", "impl_func", "impl_version", "interface_info");

    private final AlphaKind kind;
    private final Shown shown;
    private final List<String> notes = new ArrayList<>();
    private final Map<String, ObjectNode> factors = new TreeMap<>();

    /** Gives the entry of the factor catalog with this normalised name. */
    @FunctionalInterface
    public interface Shown {
        Optional<JsonNode> factor(String factorName) throws SQLException;
    }

    private AlphaCatalog(AlphaKind kind, Shown shown) {
        this.kind = kind;
        this.shown = shown;
    }

    /** Empty if no file of the library is in the home. */
    public static Optional<ObjectNode> of(AlphaKind kind, AlphaFiles files, Shown shown) throws SQLException {
        AlphaCatalog catalog = new AlphaCatalog(kind, shown);
        List<AlphaFiles.Found> found = files.find(kind, catalog.notes);
        return found.isEmpty() && catalog.notes.isEmpty() ? Optional.empty() : Optional.of(catalog.merge(found));
    }

    private ObjectNode merge(List<AlphaFiles.Found> found) throws SQLException {
        ObjectNode catalog = JsonNodeFactory.instance.objectNode();
        catalog.put("version", first(found, "version").orElse(CatalogKind.VERSION));
        catalog.put("generated_at_utc", first(found, "generated_at_utc").orElse(null));
        catalog.put("source", kind.source());
        ArrayNode paths = catalog.putArray("files");
        for (AlphaFiles.Found file : found) {
            paths.add(file.path());
            for (JsonNode factor : list(file.content())) {
                add(file.path(), factor);
            }
        }
        catalog.put("count", factors.size());
        ArrayNode said = catalog.putArray("notes");
        notes.forEach(said::add);
        catalog.putArray("factors").addAll(factors.values());
        return catalog;
    }

    private static Optional<String> first(List<AlphaFiles.Found> found, String field) {
        return found.stream()
                .map(file -> file.content().path(field))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .findFirst();
    }

    /** Tools of several times wrote the list under several names. */
    private JsonNode list(JsonNode file) {
        for (String key : List.of("factors", "meta", kind.tag(), kind.tag() + "_meta")) {
            if (file.path(key).isArray()) {
                return file.path(key);
            }
        }
        return JsonNodeFactory.instance.arrayNode();
    }

    private void add(String path, JsonNode factor) throws SQLException {
        String name = factor.path("name").asText(factor.path("factor_name").asText(""));
        if (!factor.isObject() || name.isBlank()) {
            notes.add(path + " lists something without a name, which was passed over");
        } else if (isOurs(factor) && !factors.containsKey(name)) {
            factors.put(name, entry(name, factor));
        }
    }

    /** A file with both libraries says of each factor to which it belongs; one that does not say belongs to its file. */
    private boolean isOurs(JsonNode factor) {
        String source = factor.path("source").asText("");
        return source.isEmpty() || source.equals(kind.source()) || source.equals(kind.tag());
    }

    private ObjectNode entry(String name, JsonNode factor) throws SQLException {
        ObjectNode entry = JsonNodeFactory.instance.objectNode();
        String fingerprint = FactorFingerprint.of(name, text(factor, "expression"), text(factor, "formula_hint"));
        entry.put("name", name);
        entry.put("factor_name", FactorNames.normalise(name));
        entry.put("fingerprint", fingerprint);
        entry.put("source", kind.source());
        entry.put("expression", text(factor, "expression"));
        factor.properties().forEach(property -> {
            if (!entry.has(property.getKey())) {
                entry.set(property.getKey(), property.getValue());
            }
        });
        fill(entry, "region", JsonNodeFactory.instance.textNode("cn"));
        fill(entry, "tags", JsonNodeFactory.instance.arrayNode().add(kind.tag()));
        Optional<JsonNode> known = shown.factor(FactorNames.normalise(name));
        if (known.isPresent()) {
            tested(entry, known.get());
        }
        return entry;
    }

    private static void tested(ObjectNode entry, JsonNode known) {
        fill(entry, OF_THE_LOOP, known);
        // The function of another formula under the same name is not this factor's, and one that the file names stays.
        if (entry.path("fingerprint").equals(known.path("fingerprint")) && !entry.hasNonNull("impl_func")) {
            fill(entry, FUNCTION, known);
        }
    }

    private static void fill(ObjectNode entry, List<String> fields, JsonNode known) {
        for (String field : fields) {
            if (known.hasNonNull(field)) {
                fill(entry, field, known.get(field));
            }
        }
    }

    private static void fill(ObjectNode entry, String field, JsonNode value) {
        if (!entry.hasNonNull(field)) {
            entry.set(field, value);
        }
    }

    private static @Nullable String text(JsonNode factor, String field) {
        JsonNode value = factor.path(field);
        return value.isTextual() ? value.textValue() : null;
    }
}
