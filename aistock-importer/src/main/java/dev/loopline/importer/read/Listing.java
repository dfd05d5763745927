package dev.loopline.importer.read;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A part of a catalog.
 *
 * @param total rows that pass the filters, on all pages
 * @param items the rows of this page
 */
public record Listing(long total, List<ObjectNode> items) {

    public Listing {
        items = List.copyOf(items);
    }
}
