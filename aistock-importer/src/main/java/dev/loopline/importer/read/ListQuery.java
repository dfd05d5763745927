package dev.loopline.importer.read;

import dev.loopline.kit.http.ProblemException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a caller wants to see of a catalog.
 *
 * @param filters texts by the names in {@link CatalogTable#filters}; blank ones count as absent
 * @param sort a name in {@link CatalogTable#sorts}; null for the catalog's own order
 * @param descending largest first; missing values come last in either direction
 * @param limit most rows
 * @param offset rows to leave out at the beginning
 */
public record ListQuery(
        Map<String, String> filters, @Nullable String sort, boolean descending, int limit, int offset) {

    public ListQuery {
        if (limit < 1 || offset < 0) {
            throw new ProblemException(400, "PAGE_INVALID", "limit starts at 1 and offset at 0");
        }
        filters = Map.copyOf(filters);
    }

    /**
     * From the parameters of a request.
     *
     * @param order {@code asc}, {@code desc}, or null for ascending
     * @param most the largest limit that is served
     */
    static ListQuery of(
            Map<String, @Nullable String> filters,
            @Nullable String sort,
            @Nullable String order,
            int limit,
            int offset,
            int most) {
        if (limit > most) {
            throw new ProblemException(400, "PAGE_INVALID", "limit is " + most + " at most");
        }
        if (order != null && !order.equals("asc") && !order.equals("desc")) {
            throw new ProblemException(400, "SORT_INVALID", "sort_order is asc or desc");
        }
        Map<String, String> given = new HashMap<>();
        filters.forEach((name, text) -> {
            if (text != null && !text.isBlank()) {
                given.put(name, text);
            }
        });
        return new ListQuery(given, sort == null || sort.isBlank() ? null : sort, "desc".equals(order), limit, offset);
    }
}
