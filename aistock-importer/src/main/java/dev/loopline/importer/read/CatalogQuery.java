package dev.loopline.importer.read;

import dev.loopline.kit.http.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * What a caller wants to see of a catalog.
 *
 * @param where which rows
 * @param sort the name of a {@link Catalog.Sort}; null for the catalog's own order
 * @param descending largest first; missing values come last in either direction
 * @param limit most rows
 * @param offset rows to leave out at the beginning
 */
public record CatalogQuery(Where where, @Nullable String sort, boolean descending, int limit, int offset) {

    public CatalogQuery {
        if (limit < 1 || offset < 0) {
            throw new ProblemException(400, "PAGE_INVALID", "limit starts at 1 and offset at 0");
        }
    }
}
