package dev.loopline.importer.pages;

import java.util.List;
import java.util.Set;

/**
 * A list as a page shows it.
 *
 * @param rows of this page
 * @param paging where in the list it is
 * @param link the address with filters and order, without {@code offset}
 * @param sort what it is sorted by; empty for the usual order
 * @param descending whether the largest come first
 */
public record ListView(List<Row> rows, Paging paging, PageLink link, String sort, boolean descending) {

    /** Text columns begin with the smallest when they are clicked, figures with the largest. */
    private static final Set<String> ASCENDING_FIRST = Set.of("name", "source", "action", "status", "model_type");

    public ListView {
        rows = List.copyOf(rows);
    }

    /** What a person may choose as the size of a page. */
    public List<Integer> sizes() {
        return List.of(50, 100, 200, 500);
    }

    public boolean isFiltered() {
        return link.parameters().keySet().stream()
                .anyMatch(name -> !Set.of("sort_by", "sort_order", "limit").contains(name));
    }

    /** The list without filters. */
    public String bare() {
        return link.path();
    }

    /** What a click on the head of a column leads to. */
    public PageLink sortedBy(String column) {
        boolean largestFirst = sort.equals(column) ? !descending : !ASCENDING_FIRST.contains(column);
        return link.with("sort_by", column).with("sort_order", largestFirst ? "desc" : "asc");
    }

    /** For the attribute {@code aria-sort}. */
    public String sortState(String column) {
        if (!sort.equals(column)) {
            return "none";
        }
        return descending ? "descending" : "ascending";
    }

    public PageLink previous() {
        return link.with("offset", paging.previousOffset() == 0 ? "" : paging.previousOffset());
    }

    public PageLink next() {
        return link.with("offset", paging.nextOffset());
    }
}
