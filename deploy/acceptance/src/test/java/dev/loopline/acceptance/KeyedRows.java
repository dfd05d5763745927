package dev.loopline.acceptance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.codec.Json;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The rows of AIstock's catalogs by table and id, to be compared over a change of the tables. */
final class KeyedRows {

    private static final Map<String, List<String>> NAMES = Map.of(
            "aistock_loop_catalog", List.of("task_run_id", "loop_id"),
            "aistock_factor_catalog", List.of("factor_name"),
            "aistock_model_catalog", List.of("model_id"),
            "aistock_strategy_catalog", List.of("strategy_id"));

    private static final int LONGEST_SHOWN = 80;

    private final Map<String, ObjectNode> rows = new TreeMap<>();

    private KeyedRows() {}

    static KeyedRows read(String jdbcUrl, String user, String password) throws SQLException {
        KeyedRows all = new KeyedRows();
        try (Connection connection = DriverManager.getConnection(jdbcUrl, user, password);
                Statement statement = connection.createStatement()) {
            for (Map.Entry<String, List<String>> table : NAMES.entrySet()) {
                try (ResultSet result =
                        statement.executeQuery("SELECT row_to_json(t)::text FROM " + table.getKey() + " t")) {
                    while (result.next()) {
                        ObjectNode row = (ObjectNode) Json.mapper().readTree(result.getString(1));
                        StringBuilder key = new StringBuilder(table.getKey());
                        table.getValue()
                                .forEach(column ->
                                        key.append(' ').append(row.path(column).asText()));
                        all.rows.put(key.toString(), row);
                    }
                }
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        return all;
    }

    /** The same but for factors whose name had got a suffix, because another one of the name was there. */
    KeyedRows withoutSuffixed() {
        KeyedRows plain = new KeyedRows();
        rows.forEach((key, row) -> {
            if (!key.contains("@")) {
                plain.rows.put(key, row);
            }
        });
        return plain;
    }

    Set<String> keys() {
        return rows.keySet();
    }

    /** How the columns that these rows have differ in others, but for those columns. A row that is missing is a difference. */
    List<String> differencesFrom(KeyedRows later, Set<String> excepted) {
        List<String> differences = new ArrayList<>();
        rows.forEach((key, before) -> {
            ObjectNode after = later.rows.get(key);
            if (after == null) {
                differences.add(key + " is missing");
                return;
            }
            before.properties().forEach(column -> {
                JsonNode now = after.path(column.getKey());
                if (!excepted.contains(column.getKey()) && !column.getValue().equals(now)) {
                    differences.add(
                            key + "." + column.getKey() + ": " + shown(column.getValue()) + " became " + shown(now));
                }
            });
        });
        return differences;
    }

    private static String shown(JsonNode value) {
        String text = value.toString();
        return text.substring(0, Math.min(LONGEST_SHOWN, text.length()));
    }
}
