package dev.loopline.catalog.state;

import java.util.List;

/**
 * A part of a catalog.
 *
 * @param total entries that fit, on all pages
 * @param entries the text of each, as in the file
 */
public record EntryPage(long total, List<String> entries) {

    public EntryPage {
        entries = List.copyOf(entries);
    }
}
