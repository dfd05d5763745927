package dev.loopline.bundle.retention;

import dev.loopline.contracts.BundleId;
import java.io.IOException;
import java.util.function.Predicate;

/** Who refers to bundles. */
public interface References {

    /**
     * The bundles that something refers to, now.
     *
     * @throws IOException if that cannot be found out; then nothing may go
     */
    Predicate<BundleId> load() throws IOException;
}
