package dev.loopline.catalog.merge;

import dev.loopline.contracts.LoopKey;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rule by which a factor is shown: with the best Sharpe ratio; ties, and factors that were never backtested, go to
 * the smaller loop key. The order is total over the loops of a factor, so the owner does not depend on the order of
 * arrival.
 */
public final class FactorMerge {

    /** The owner comes first. */
    public static final Comparator<Standing> OWNER_FIRST = Comparator.<Standing, Double>comparing(
                    FactorMerge::figure, Comparator.nullsLast(Comparator.reverseOrder()))
            .thenComparing(Standing::loop);

    private FactorMerge() {}

    /** Zero has one sign, as in SQL. */
    private static @Nullable Double figure(Standing standing) {
        return standing.sharpe() == null ? null : standing.sharpe() + 0.0;
    }

    /**
     * What became of a factor.
     *
     * @param before the owner until now; null if the factor was unknown
     * @param now the owner from now on; null if no loop has the factor any more
     */
    public record Ownership(
            @Nullable LoopKey before, @Nullable LoopKey now) {

        public boolean isGone() {
            return now == null;
        }

        /** The loops whose events have to be published again: the one that lost the factor and the one that got it. */
        public Set<LoopKey> concerned() {
            Set<LoopKey> loops = new LinkedHashSet<>();
            boolean moved = before == null ? now != null : !before.equals(now);
            if (moved && before != null) {
                loops.add(before);
            }
            if (moved && now != null) {
                loops.add(now);
            }
            return loops;
        }
    }
}
