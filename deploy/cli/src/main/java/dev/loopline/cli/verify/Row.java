package dev.loopline.cli.verify;

import dev.loopline.contracts.LoopKey;
import dev.loopline.kit.sql.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A row of a query, its values as text. */
final class Row {

    private final Map<String, @Nullable String> values;

    private Row(Map<String, @Nullable String> values) {
        this.values = values;
    }

    static List<Row> query(Connection connection, String sql) throws SQLException {
        return new Sql(connection).list(sql, row -> new Row(texts(row)));
    }

    /** The values of a row by the column's name in lower case. */
    static Map<String, @Nullable String> texts(ResultSet row) throws SQLException {
        ResultSetMetaData columns = row.getMetaData();
        Map<String, @Nullable String> values = new HashMap<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            values.put(columns.getColumnLabel(i).toLowerCase(Locale.ROOT), row.getString(i));
        }
        return values;
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
