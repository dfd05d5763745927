package dev.loopline.contracts.catalog;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.jspecify.annotations.Nullable;

/**
 * A factor of the factor catalog, shown with its best occurrence. In JSON the keys of the occurrence stand beside the others.
 *
 * @param shown the best occurrence
 * @param bestPerformance for people, see {@link FactorOccurrence#performance}
 * @param bestPerformanceSharpe the figure
 * @param bestPerformanceAnnRet the figure
 * @param occurrenceCount in how many loops it occurs, counted once for each raw name and formula
 * @param variants how many different codes or expressions it has, see {@link FactorOccurrence#variant}
 */
public record FactorEntry(
        @JsonUnwrapped FactorOccurrence shown,
        String bestPerformance,
        @Nullable Double bestPerformanceSharpe,
        @Nullable Double bestPerformanceAnnRet,
        int occurrenceCount,
        int variants) {

    /** The entry with this occurrence as the best of so many. */
    public static FactorEntry of(FactorOccurrence best, int occurrenceCount, int variants) {
        return new FactorEntry(
                best, best.performance(), best.sharpe(), best.annualizedReturn(), occurrenceCount, variants);
    }
}
