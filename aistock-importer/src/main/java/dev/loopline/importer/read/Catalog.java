package dev.loopline.importer.read;

import dev.loopline.kit.http.ProblemException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How one catalog is listed. All SQL is fixed here; what callers send is a parameter of a {@link Where} or the name of a
 * {@link Sort}. Immutable.
 *
 * @param from table, and one-to-one joins; the table is called {@code t}
 * @param key the unique column of {@code t} that finds a row again and decides between equal rows
 * @param columns what is selected
 * @param sorts the orders that callers may ask for
 * @param usual the order when the caller asks for none
 * @param shortcut a faster way to the first rows of one order; null if there is none
 */
public record Catalog(
        String from,
        String key,
        String columns,
        List<Sort> sorts,
        String usual,
        @Nullable Shortcut shortcut) {

    /**
     * An order.
     *
     * @param name that callers use
     * @param columns by which rows are sorted, all in the same direction
     * @param missing what is said of missing values
     */
    record Sort(String name, List<String> columns, String missing) {

        static Sort of(String name, String... columns) {
            return new Sort(name, List.of(columns), "");
        }

        /** Missing values come last in either direction. */
        static Sort nullsLast(String name, String column) {
            return new Sort(name, List.of(column), " NULLS LAST");
        }

        String sql(boolean descending) {
            return columns.stream()
                    .map(column -> column + (descending ? " DESC" : " ASC") + missing)
                    .collect(Collectors.joining(", "));
        }
    }

    /**
     * An order that an index of the joined table has already. The catalog's own join is an outer one, which the database can
     * only begin at {@code t}: it would look up the other row of every row of the catalog to show fifty.
     *
     * @param sort the name of the order
     * @param from the same as {@link Catalog#from}, with an inner join
     * @param column a column of the joined table with an index, largest first and missing values last
     */
    record Shortcut(String sort, String from, String column) {

        /** The rows that have a value, which come before all others; reads the index forwards or backwards. */
        String ids(Where where, boolean descending) {
            return from + where.and(column + " IS NOT NULL") + " ORDER BY " + column
                    + (descending ? " DESC NULLS LAST" : " ASC NULLS FIRST");
        }
    }

    public Catalog {
        sorts = List.copyOf(sorts);
    }

    /** The same list with other columns. */
    Catalog selecting(String others) {
        return new Catalog(from, key, others, sorts, usual, shortcut);
    }

    /** The order by of a query. @throws ProblemException 400 if the catalog cannot be sorted that way */
    String order(@Nullable String sort, boolean descending) {
        if (sort == null) {
            return usual;
        }
        return sorts.stream()
                .filter(one -> one.name().equals(sort))
                .findFirst()
                .map(one -> one.sql(descending))
                .orElseThrow(() -> new ProblemException(
                        400,
                        "SORT_INVALID",
                        "sort_by is one of " + sorts.stream().map(Sort::name).collect(Collectors.joining(", "))));
    }
}
