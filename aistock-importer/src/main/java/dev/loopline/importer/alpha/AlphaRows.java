package dev.loopline.importer.alpha;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.catalog.FactorNames;
import dev.loopline.importer.rows.Rejection;
import dev.loopline.importer.rows.RowBuilder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a list of baseline factors. The first of two entries with one name counts. Pure.
 *
 * @param total entries of the list
 * @param rows what can be stored
 * @param rejections what cannot
 */
record AlphaRows(int total, List<ObjectNode> rows, List<Rejection> rejections) {

    private static final int LONGEST_NAME = 500;
    private static final List<String> TEXTS = List.of(
            "description_cn",
            "freq",
            "align",
            "nan_policy",
            "impl_module",
            "impl_func",
            "impl_version",
            "best_performance",
            "asset_bundle_id");
    private static final List<String> FIGURES = List.of("best_performance_sharpe", "best_performance_ann_ret");
    private static final List<String> TREES = List.of("variables", "interface_info");
    private static final List<String> OTHERS = List.of("name", "factor_name", "expression");

    AlphaRows {
        rows = List.copyOf(rows);
        rejections = List.copyOf(rejections);
    }

    static AlphaRows of(AlphaKind kind, JsonNode meta) {
        JsonNode items = items(kind, meta);
        List<ObjectNode> rows = new ArrayList<>();
        List<Rejection> rejections = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < items.size(); i++) {
            JsonNode item = items.get(i);
            String name = FactorNames.normalise(text(item, "factor_name", "name"));
            if (name.isBlank() || name.length() > LONGEST_NAME) {
                rejections.add(new Rejection(
                        kind.label(), "#" + i, "name", "FIELD_MISSING", "the entry has no name that can be stored"));
            } else if (seen.add(name)) {
                rows.add(row(meta, item, name));
            } else {
                rejections.add(new Rejection(
                        kind.label(), name, "name", "DUPLICATE_ENTRY", "the list holds the name more than once"));
            }
        }
        return new AlphaRows(items.size(), rows, rejections);
    }

    /** The list is called differently by different tools. */
    private static JsonNode items(AlphaKind kind, JsonNode meta) {
        for (String name : List.of("factors", "meta", kind.label(), kind.label() + "_meta")) {
            if (meta.path(name).isArray()) {
                return meta.path(name);
            }
        }
        return JsonNodeFactory.instance.arrayNode();
    }

    private static ObjectNode row(JsonNode meta, JsonNode item, String name) {
        RowBuilder row = new RowBuilder()
                .text("factor_name", name)
                .text("lib_version", meta.path("version").asText(""))
                .time("generated_at_utc", meta.path("generated_at_utc").textValue())
                .text("expression", text(item, "expression", "formula_hint", "qlib_expression"));
        TEXTS.forEach(column -> row.text(column, item.path(column).textValue()));
        TREES.forEach(column -> row.json(column, item.get(column)));
        FIGURES.forEach(column -> row.number(
                column, item.path(column).isNumber() ? item.path(column).doubleValue() : null));
        return row.json("raw_payload", rest(item)).build();
    }

    /** What has no column. */
    private static JsonNode rest(JsonNode item) {
        ObjectNode rest = item.deepCopy();
        Stream.of(TEXTS, FIGURES, TREES, OTHERS).forEach(rest::remove);
        return rest;
    }

    private static String text(JsonNode item, String... names) {
        for (String name : names) {
            @Nullable String value = item.path(name).textValue();
            if (value != null && !value.isBlank()) {
                return value;
            }
        }
        return "";
    }
}
