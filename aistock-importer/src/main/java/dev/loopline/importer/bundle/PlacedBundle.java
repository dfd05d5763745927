package dev.loopline.importer.bundle;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.event.Bundle;
import dev.loopline.kit.integrity.Imprint;

/**
 * A bundle in AIstock's folder, as it was when it was known to be right.
 *
 * @param id the bundle
 * @param loop its loop
 * @param sha256 the version that was announced
 * @param imprint how its archive and its members looked
 */
public record PlacedBundle(String id, LoopKey loop, Sha256 sha256, Imprint imprint) {

    static PlacedBundle of(Bundle bundle, Imprint imprint) {
        LoopKey loop =
                new LoopKey(bundle.manifest().taskRunId(), bundle.manifest().loopId());
        return new PlacedBundle(bundle.bundleId(), loop, bundle.sha256(), imprint);
    }
}
