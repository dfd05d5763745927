package dev.loopline.importer.table;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The types that the columns of one database have: a table that an older script made may have others than ours. Read once
 * per table; after a change of a type the importer has to be started again. Safe for all threads.
 */
public final class ColumnTypes {

    private final Map<String, Map<String, String>> known = new ConcurrentHashMap<>();

    Map<String, String> of(Connection connection, String table) throws SQLException {
        Map<String, String> types = known.get(table);
        if (types == null) {
            types = read(connection, table);
            known.put(table, types);
        }
        return types;
    }

    private static Map<String, String> read(Connection connection, String table) throws SQLException {
        // Without their lengths: a cast to a length cuts what is too long in silence, the column itself refuses it.
        String sql = "SELECT attname, format_type(atttypid, -1) FROM pg_attribute"
                + " WHERE attrelid = ?::regclass AND attnum > 0 AND NOT attisdropped";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, table);
            Map<String, String> types = new HashMap<>();
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    types.put(found.getString(1), found.getString(2));
                }
            }
            return Map.copyOf(types);
        }
    }
}
