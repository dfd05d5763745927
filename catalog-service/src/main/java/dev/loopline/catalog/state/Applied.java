package dev.loopline.catalog.state;

/**
 * What became of a batch.
 *
 * @param changed loops that are new or different
 * @param withdrawn loops that were there and are withdrawn
 * @param unchanged events that said nothing new
 * @param superseded events older than what is known
 */
public record Applied(int changed, int withdrawn, int unchanged, int superseded) {

    public boolean anything() {
        return changed + withdrawn > 0;
    }
}
