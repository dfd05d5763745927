package dev.loopline.cli.verify;

import dev.loopline.kit.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;

/** Reads tables of the registry whatever columns they have; people make them by hand, or put views in their place. */
final class RegistryTable {

    private static final String KEPT = "loopline_kept_";
    private static final int PRIMARY_CODE = 0xff;

    private RegistryTable() {}

    /**
     * A row, its values as text by the column's name in lower case.
     *
     * @param kept whether Loopline keeps it because the table did not take it
     */
    record TableRow(Map<String, @Nullable String> values, boolean kept) {

        /** The value; null if it is, or if there is no such column. */
        @Nullable
        String get(String column) {
            return values.get(column);
        }

        String text(String column) {
            String value = values.get(column);
            return value == null ? "" : value;
        }

        /** 0 if it is no number. */
        long number(String column) {
            String value = text(column);
            return value.matches("-?[0-9]{1,18}") ? Long.parseLong(value) : 0;
        }
    }

    /** The rows that Loopline keeps, then those of the table. */
    static List<TableRow> rows(Connection registry, String table) throws SQLException {
        List<TableRow> rows = new ArrayList<>(read(registry, KEPT + table, true));
        rows.addAll(read(registry, table, false));
        return rows;
    }

    /** No rows where there is no such table, or a view that fails: the watcher says so on its status. */
    private static List<TableRow> read(Connection registry, String table, boolean kept) throws SQLException {
        try {
            return new Sql(registry).list("SELECT * FROM " + table, row -> new TableRow(Row.texts(row), kept));
        } catch (SQLException e) {
            if ((e.getErrorCode() & PRIMARY_CODE) != SQLiteErrorCode.SQLITE_ERROR.code) {
                throw e;
            }
            return List.of();
        }
    }
}
