package dev.loopline.importer.read;

import dev.loopline.kit.http.ProblemException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How one catalog is listed: what is selected, what callers may filter by and what they may sort by. All SQL is fixed
 * here; what callers send is only ever a parameter or the name of an entry of these maps. Immutable.
 *
 * @param from table, and one-to-one joins; the table is called {@code t}
 * @param key the unique column of {@code t} that finds a row again and decides between equal rows
 * @param columns SQL expressions with the names that they have in answers
 * @param filters by parameter
 * @param sorts order by the name that callers use; {@code {}} stands for the direction
 * @param usual the order when the caller asks for none
 * @param shortcuts faster ways to the first rows of some orders
 */
public record CatalogTable(
        String from,
        String key,
        Map<String, String> columns,
        Map<String, Filter> filters,
        Map<String, String> sorts,
        String usual,
        Map<String, Shortcut> shortcuts) {

    /**
     * An order that an index of the joined table has already. The catalog's own join is an outer one, which the database can
     * only begin at {@code t}: it would look up the other row of every row of the catalog to show fifty.
     *
     * @param from the same as {@link CatalogTable#from}, with an inner join
     * @param column a column of the joined table with an index, largest first and missing values last
     */
    record Shortcut(String from, String column) {

        /** Rows that have a value, which come before all others in either direction. */
        String condition() {
            return column + " IS NOT NULL";
        }

        /** Reads the index forwards or backwards. */
        String order(boolean descending) {
            return column + (descending ? " DESC NULLS LAST" : " ASC NULLS FIRST");
        }
    }

    /**
     * A condition with one parameter.
     *
     * @param condition SQL with one question mark
     * @param value what the text of the request becomes; throws {@link ProblemException} if it cannot
     */
    public record Filter(String condition, Function<String, Object> value) {

        static Filter text(String condition) {
            return new Filter(condition, text -> text);
        }

        static Filter number(String name, String condition) {
            return new Filter(condition, text -> {
                try {
                    return Integer.valueOf(text.strip());
                } catch (NumberFormatException e) {
                    throw new ProblemException(400, "FILTER_INVALID", name + " has to be a whole number");
                }
            });
        }

        static Filter flag(String condition) {
            return new Filter(condition, text -> Boolean.valueOf(text.strip()));
        }
    }

    public CatalogTable {
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
        filters = Map.copyOf(filters);
        sorts = Collections.unmodifiableMap(new LinkedHashMap<>(sorts));
        shortcuts = Map.copyOf(shortcuts);
    }

    CatalogTable(
            String from,
            String key,
            Map<String, String> columns,
            Map<String, Filter> filters,
            Map<String, String> sorts,
            String usual) {
        this(from, key, columns, filters, sorts, usual, Map.of());
    }

    /** The same list with a faster way to the first rows of one order. */
    CatalogTable shortcut(String sort, Shortcut way) {
        return new CatalogTable(from, key, columns, filters, sorts, usual, Map.of(sort, way));
    }

    /** The same list with some of the columns. */
    CatalogTable only(String... names) {
        Map<String, String> some = new LinkedHashMap<>(columns);
        some.keySet().retainAll(List.of(names));
        return new CatalogTable(from, key, some, filters, sorts, usual, shortcuts);
    }

    /** The order by of a query. @throws ProblemException 400 if the catalog cannot be sorted that way */
    String order(@Nullable String sort, boolean descending) {
        if (sort == null) {
            return usual;
        }
        String order = sorts.get(sort);
        if (order == null) {
            throw new ProblemException(400, "SORT_INVALID", "sort_by is one of " + String.join(", ", sorts.keySet()));
        }
        return order.replace("{}", descending ? "DESC" : "ASC");
    }
}
