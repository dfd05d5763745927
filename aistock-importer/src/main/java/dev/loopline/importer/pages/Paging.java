package dev.loopline.importer.pages;

/**
 * Where in a list a page is.
 *
 * @param total rows on all pages
 * @param offset rows before this page
 * @param size rows of a full page
 * @param shown rows of this page
 */
public record Paging(long total, int offset, int size, int shown) {

    public long first() {
        return shown == 0 ? 0 : offset + 1L;
    }

    public long last() {
        return (long) offset + shown;
    }

    public long page() {
        return offset / size + 1L;
    }

    public long pages() {
        return Math.max(1, (total + size - 1) / size);
    }

    public boolean hasPrevious() {
        return offset > 0;
    }

    public boolean hasNext() {
        return last() < total;
    }

    public int previousOffset() {
        return Math.max(0, offset - size);
    }

    public int nextOffset() {
        return offset + size;
    }
}
