package dev.loopline.importer.upsert;

/**
 * Which of two statements about a loop is the newer one: the one with the higher revision, and with the same revision the
 * one with the higher sequence. A tombstone written by hand knows neither (both are 0): it is about what there is.
 *
 * @param revision the loop's revision, from 1; 0 if unknown
 * @param sequence the catalog's sequence, from 1; 0 if unknown
 */
public record ImportOrder(long revision, long sequence) implements Comparable<ImportOrder> {

    public boolean isUnknown() {
        return revision == 0 && sequence == 0;
    }

    @Override
    public int compareTo(ImportOrder other) {
        boolean bySequenceAlone = revision == 0 || other.revision == 0 || revision == other.revision;
        return bySequenceAlone ? Long.compare(sequence, other.sequence) : Long.compare(revision, other.revision);
    }
}
