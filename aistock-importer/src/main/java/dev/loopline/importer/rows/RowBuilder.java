package dev.loopline.importer.rows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.catalog.CatalogKind;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.CatalogUpdated;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds a row as a JSON object, column by column; every value is cleaned. Not safe for several threads. */
public final class RowBuilder {

    private final ObjectNode row = JsonNodeFactory.instance.objectNode();

    /** A row that begins with the loop's key. */
    public static RowBuilder of(LoopKey key) {
        return new RowBuilder().text("task_run_id", key.taskRunId()).number("loop_id", key.loopId());
    }

    /** A row that begins with what all four catalogs have: key, envelope and our bookkeeping. */
    static RowBuilder ofCatalog(CatalogUpdated event) {
        return of(event.key())
                .text("catalog_version", event.catalogVersion())
                .text("generated_at_utc", event.generatedAtUtc().toString())
                .text("catalog_source", CatalogKind.SOURCE)
                .number("loopline_revision", event.revision());
    }

    public RowBuilder text(String column, @Nullable String value) {
        row.put(column, value == null ? null : CleanTree.text(value));
        return this;
    }

    /** A time as recorded; null if it cannot be read as one. */
    public RowBuilder time(String column, @Nullable String recorded) {
        return text(column, RecordedTime.parse(recorded).map(Object::toString).orElse(null));
    }

    public RowBuilder number(String column, long value) {
        row.put(column, value);
        return this;
    }

    public RowBuilder number(String column, @Nullable Double value) {
        row.put(column, value == null || !Double.isFinite(value) ? null : value);
        return this;
    }

    public RowBuilder flag(String column, boolean value) {
        row.put(column, value);
        return this;
    }

    /** A {@code jsonb} column. */
    public RowBuilder json(String column, @Nullable JsonNode value) {
        row.set(column, CleanTree.of(value));
        return this;
    }

    /** A {@code jsonb} column that holds a list of texts. */
    public RowBuilder texts(String column, List<String> values) {
        ArrayNode array = row.putArray(column);
        values.forEach(value -> array.add(CleanTree.text(value)));
        return this;
    }

    /** A {@code jsonb} column from one of our records. */
    public RowBuilder tree(String column, Object value) {
        return json(column, Json.mapper().valueToTree(value));
    }

    /** A text column that holds JSON. */
    public RowBuilder jsonText(String column, @Nullable JsonNode value) {
        return text(column, value == null ? null : CleanTree.of(value).toString());
    }

    /** A text column that holds a JSON list; null if it is empty. */
    public RowBuilder jsonText(String column, List<String> values) {
        return jsonText(column, values.isEmpty() ? null : Json.mapper().<JsonNode>valueToTree(values));
    }

    public ObjectNode build() {
        return row;
    }
}
