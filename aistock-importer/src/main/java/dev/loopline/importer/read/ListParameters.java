package dev.loopline.importer.read;

import dev.loopline.kit.http.ProblemException;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.QueryParam;
import org.jspecify.annotations.Nullable;

/**
 * Order and page of a list, from a request.
 *
 * @param sortBy the name of a {@link Catalog.Sort}
 * @param sortOrder {@code asc}, {@code desc}, or null for ascending
 */
public record ListParameters(
        @QueryParam("sort_by") @Nullable String sortBy,
        @QueryParam("sort_order") @Nullable String sortOrder,
        @QueryParam("limit") @DefaultValue("50") int limit,
        @QueryParam("offset") @DefaultValue("0") int offset) {

    /** @param most the largest limit that is served */
    CatalogQuery query(Where where, int most) {
        if (limit > most) {
            throw new ProblemException(400, "PAGE_INVALID", "limit is " + most + " at most");
        }
        if (sortOrder != null && !sortOrder.equals("asc") && !sortOrder.equals("desc")) {
            throw new ProblemException(400, "SORT_INVALID", "sort_order is asc or desc");
        }
        String sort = sortBy == null || sortBy.isBlank() ? null : sortBy;
        return new CatalogQuery(where, sort, "desc".equals(sortOrder), limit, offset);
    }
}
