package dev.loopline.cli.verify;

import dev.loopline.contracts.LoopKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A row of a query, its values as text. */
final class Row {

    private final Map<String, @Nullable String> values;

    private Row(Map<String, @Nullable String> values) {
        this.values = values;
    }

    static List<Row> query(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet result = statement.executeQuery()) {
            ResultSetMetaData columns = result.getMetaData();
            List<Row> rows = new ArrayList<>();
            while (result.next()) {
                Map<String, @Nullable String> values = new HashMap<>();
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    values.put(columns.getColumnLabel(i), result.getString(i));
                }
                rows.add(new Row(values));
            }
            return rows;
        }
    }

    /** The value, or the empty text where it is null. */
    String text(String column) {
        String value = values.get(column);
        return value == null ? "" : value;
    }

    boolean isBlank(String column) {
        return text(column).isBlank();
    }

    /** Whether the row names a loop. */
    boolean hasLoop() {
        return !isBlank("task_run_id") && !isBlank("loop_id");
    }

    /** The loop of the row; only if it {@link #hasLoop()}. */
    LoopKey loop() {
        return new LoopKey(text("task_run_id"), Integer.parseInt(text("loop_id")));
    }
}
