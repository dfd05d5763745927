package dev.loopline.importer.pages;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the page of a factor has besides its row.
 *
 * @param code its code; null if there is none
 * @param loops the loops in which it occurs, best first
 * @param variants its different codes or expressions, best first
 */
public record FactorParts(@Nullable String code, List<Row> loops, List<VariantView> variants) {

    /** Of a model or a strategy. */
    static final FactorParts NONE = new FactorParts(null, List.of(), List.of());

    public FactorParts {
        loops = List.copyOf(loops);
        variants = List.copyOf(variants);
    }

    /** Whether there is more than the code that the page shows anyhow. */
    public boolean hasVariants() {
        return variants.size() > 1;
    }
}
