package dev.loopline.importer.read;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.kit.sql.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Reads lists and single rows. Safe for all threads. */
@Singleton
public class CatalogReader {

    private final DataSource database;

    CatalogReader(DataSource database) {
        this.database = database;
    }

    /** One page of a catalog. @throws ProblemException 400 for a sort that the catalog does not have */
    public Listing list(Catalog catalog, CatalogQuery query) throws SQLException {
        Where where = query.where();
        try (Sql sql = Sql.open(database)) {
            long total = sql.one(
                    "SELECT count(*) FROM " + catalog.from() + where,
                    row -> row.getLong(1),
                    where.values().toArray());
            if (total <= query.offset()) {
                return new Listing(total, List.of());
            }
            Catalog.Shortcut way = catalog.shortcut();
            boolean inFirstHalf = 2L * (query.offset() + (long) query.limit()) <= total; // else it is no shorter
            if (way != null && way.sort().equals(query.sort()) && inFirstHalf) {
                List<ObjectNode> full =
                        page(sql, catalog, query, way.ids(where, query.descending()) + ", t." + catalog.key());
                if (full.size() == query.limit()) { // else rows without a value belong to the page
                    return new Listing(total, full);
                }
            }
            return new Listing(total, page(sql, catalog, query));
        }
    }

    /** The row for which the conditions hold, the first in the catalog's order if there are several. */
    public Optional<ObjectNode> one(Catalog catalog, Where where) throws SQLException {
        try (Sql sql = Sql.open(database)) {
            return page(sql, catalog, new CatalogQuery(where, null, false, 1, 0)).stream()
                    .findFirst();
        }
    }

    /** All rows of a fixed statement. */
    public List<ObjectNode> rows(String statement, @Nullable Object... values) throws SQLException {
        try (Sql sql = Sql.open(database)) {
            return sql.list(statement, RowReader::row, values);
        }
    }

    private static List<ObjectNode> page(Sql sql, Catalog catalog, CatalogQuery query) throws SQLException {
        return page(sql, catalog, query, catalog.from() + query.where() + order(catalog, query));
    }

    private static String order(Catalog catalog, CatalogQuery query) {
        return " ORDER BY " + catalog.order(query.sort(), query.descending()) + ", t." + catalog.key();
    }

    /**
     * Sorts ids only: rows of the catalogs are wide, and all but a page of them are not wanted.
     *
     * @param ids tables, conditions and order
     */
    private static List<ObjectNode> page(Sql sql, Catalog catalog, CatalogQuery query, String ids) throws SQLException {
        List<Object> values = new ArrayList<>(query.where().values());
        values.add(query.offset());
        return sql.list(
                "SELECT " + catalog.columns() + " FROM " + catalog.from() + " WHERE t." + catalog.key()
                        + " IN (SELECT t."
                        + catalog.key() + " FROM " + ids + " LIMIT " + query.limit() + " OFFSET ?)"
                        + order(catalog, query),
                RowReader::row,
                values.toArray());
    }
}
