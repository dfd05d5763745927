package dev.loopline.bundle.select;

import dev.loopline.contracts.event.BundleManifest.Skipped;
import java.util.List;

/**
 * What belongs into the bundle of one loop.
 *
 * @param candidates files that become members, sorted by name; no two names are equal, whatever their case
 * @param skipped all other files of the loop, sorted by path
 */
public record Selection(List<Candidate> candidates, List<Skipped> skipped) {

    public Selection {
        candidates = List.copyOf(candidates);
        skipped = List.copyOf(skipped);
    }
}
