package dev.loopline.importer.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.codec.Json;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;

/** Turns rows of the database into JSON objects, column by column. Stateless; safe for all threads. */
final class RowReader {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private RowReader() {}

    /** The current row. */
    static ObjectNode row(ResultSet result) throws SQLException {
        ResultSetMetaData columns = result.getMetaData();
        ObjectNode row = NODES.objectNode();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            row.set(columns.getColumnLabel(i), value(result, columns, i));
        }
        return row;
    }

    private static JsonNode value(ResultSet result, ResultSetMetaData columns, int i) throws SQLException {
        JsonNode value = typed(result, columns, i);
        return result.wasNull() ? NODES.nullNode() : value;
    }

    private static JsonNode typed(ResultSet result, ResultSetMetaData columns, int i) throws SQLException {
        return switch (columns.getColumnType(i)) {
            case Types.BIT, Types.BOOLEAN -> NODES.booleanNode(result.getBoolean(i));
            case Types.SMALLINT, Types.INTEGER -> NODES.numberNode(result.getInt(i));
            case Types.BIGINT -> NODES.numberNode(result.getLong(i));
            case Types.REAL, Types.DOUBLE -> figure(result.getDouble(i));
            case Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE -> time(result, i);
            default -> columns.getColumnTypeName(i).startsWith("json") ? tree(result.getString(i)) : text(result, i);
        };
    }

    /** A column of a table that another program filled may hold NaN, which JSON cannot. */
    private static JsonNode figure(double value) {
        return Double.isFinite(value) ? NODES.numberNode(value) : NODES.nullNode();
    }

    private static JsonNode text(ResultSet result, int i) throws SQLException {
        String text = result.getString(i);
        return text == null ? NODES.nullNode() : NODES.textNode(text);
    }

    private static JsonNode time(ResultSet result, int i) throws SQLException {
        OffsetDateTime time = result.getObject(i, OffsetDateTime.class);
        return time == null ? NODES.nullNode() : NODES.textNode(time.toInstant().toString());
    }

    private static JsonNode tree(String json) {
        try {
            return json == null ? NODES.nullNode() : Json.mapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("PostgreSQL gave a jsonb value that is no JSON", e);
        }
    }
}
