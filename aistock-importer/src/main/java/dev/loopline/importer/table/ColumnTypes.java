package dev.loopline.importer.table;

import dev.loopline.kit.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

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
        return new Sql(connection)
                .list(sql, row -> Map.entry(row.getString(1), row.getString(2)), table).stream()
                        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
