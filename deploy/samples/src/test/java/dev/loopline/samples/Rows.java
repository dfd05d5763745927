package dev.loopline.samples;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Reads a registry for the tests, as any reader would. */
final class Rows {

    private final Path registry;

    Rows(Path registry) {
        this.registry = registry;
    }

    /** Each row's columns joined by a bar; NULL reads {@code null}. */
    List<String> query(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + registry);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> all = new ArrayList<>();
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    row.add(String.valueOf(rows.getString(i)));
                }
                all.add(String.join("|", row));
            }
            return all;
        }
    }

    /** Names of a table's columns in order. */
    List<String> columns(String table) throws SQLException {
        return query("SELECT name FROM pragma_table_info('" + table + "')");
    }
}
