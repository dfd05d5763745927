package dev.loopline.backfill.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.backfill.code.FactorCode;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One entry of {@code factor_meta.json}: its fields and the values that do not depend on other entries. Pure. */
final class FactorItem {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Pattern TUPLE = Pattern.compile("\\('feature',\\s*['\"](.+)['\"]\\)");
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

    /** Older files hold column names as pandas prints them. */
    static String plain(String name) {
        Matcher tuple = TUPLE.matcher(name);
        return tuple.matches() ? tuple.group(1) : name;
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

    static ObjectNode interfaceInfo(@Nullable FactorCode code) {
        ObjectNode info = JSON.objectNode();
        boolean isClass = code != null && code.entry().shape() == FactorCode.Shape.CLASS;
        info.put("type", isClass ? "class" : "function");
        if (code != null) {
            info.put("standard_wrapper", "factor_" + FactorCode.libraryName(code.name()));
        }
        return info;
    }

    private FactorItem() {}
}
