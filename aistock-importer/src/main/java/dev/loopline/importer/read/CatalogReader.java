package dev.loopline.importer.read;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.kit.http.ProblemException;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Reads lists and single rows. Safe for all threads. */
@Singleton
public class CatalogReader {

    private final DataSource database;

    CatalogReader(DataSource database) {
        this.database = database;
    }

    /** One page of a catalog. @throws ProblemException 400 for a sort or filter that the catalog does not have */
    public Listing list(CatalogTable table, ListQuery query) throws SQLException {
        List<Object> values = new ArrayList<>();
        String where = where(table, query.filters(), values);
        try (Connection connection = database.getConnection()) {
            long total = count(connection, table, where, values);
            if (total <= query.offset()) {
                return new Listing(total, List.of());
            }
            if (2L * (query.offset() + (long) query.limit()) <= total) { // further in, the shortcut is no shorter
                List<ObjectNode> full = byShortcut(connection, table, query, where, values);
                if (full.size() == query.limit()) {
                    return new Listing(total, full);
                }
            }
            return new Listing(total, page(connection, table, query, where, values));
        }
    }

    /** The row whose filters fit, the first in the catalog's order if there are several. */
    public Optional<ObjectNode> one(CatalogTable table, Map<String, String> filters) throws SQLException {
        ListQuery query = new ListQuery(filters, null, false, 1, 0);
        List<Object> values = new ArrayList<>();
        String where = where(table, filters, values);
        try (Connection connection = database.getConnection()) {
            return page(connection, table, query, where, values).stream().findFirst();
        }
    }

    /** All rows of a fixed statement. */
    public List<ObjectNode> rows(String sql, @Nullable Object... values) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, Arrays.asList(values));
            return RowReader.rows(statement);
        }
    }

    /** A page if all its rows have a value; else too few rows, and the page is to be made the other way. */
    private static List<ObjectNode> byShortcut(
            Connection connection, CatalogTable table, ListQuery query, String where, List<Object> values)
            throws SQLException {
        CatalogTable.Shortcut way =
                query.sort() == null ? null : table.shortcuts().get(query.sort());
        if (way == null) {
            return List.of();
        }
        String ids = way.from() + (where.isEmpty() ? " WHERE " : where + " AND ") + way.condition() + " ORDER BY "
                + way.order(query.descending()) + ", t." + table.key();
        return rowsOf(connection, table, query, ids, values);
    }

    private static List<ObjectNode> page(
            Connection connection, CatalogTable table, ListQuery query, String where, List<Object> values)
            throws SQLException {
        return rowsOf(connection, table, query, table.from() + where + order(table, query), values);
    }

    private static String order(CatalogTable table, ListQuery query) {
        return " ORDER BY " + table.order(query.sort(), query.descending()) + ", t." + table.key();
    }

    /** Sorts ids only: rows of the catalogs are wide, and all but a page of them are not wanted. */
    private static List<ObjectNode> rowsOf(
            Connection connection, CatalogTable table, ListQuery query, String ids, List<Object> values)
            throws SQLException {
        String columns = table.columns().entrySet().stream()
                .map(column -> column.getValue() + " AS \"" + column.getKey() + '"')
                .collect(Collectors.joining(", "));
        String sql = "SELECT " + columns + " FROM " + table.from() + " WHERE t." + table.key() + " IN (SELECT t."
                + table.key() + " FROM " + ids + " LIMIT " + query.limit() + " OFFSET ?)" + order(table, query);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            statement.setInt(values.size() + 1, query.offset());
            return RowReader.rows(statement);
        }
    }

    private static String where(CatalogTable table, Map<String, String> filters, List<Object> values) {
        List<String> conditions = new ArrayList<>();
        filters.forEach((name, text) -> {
            CatalogTable.Filter filter = table.filters().get(name);
            if (filter == null) {
                throw new ProblemException(400, "FILTER_INVALID", "there is no filter " + name);
            }
            conditions.add(filter.condition());
            values.add(filter.value().apply(text));
        });
        return conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
    }

    private static long count(Connection connection, CatalogTable table, String where, List<Object> values)
            throws SQLException {
        String sql = "SELECT count(*) FROM " + table.from() + where;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return result.getLong(1);
            }
        }
    }

    private static void bind(PreparedStatement statement, List<? extends @Nullable Object> values) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            statement.setObject(i + 1, values.get(i));
        }
    }
}
