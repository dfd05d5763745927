package dev.loopline.contracts.event;

import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.Sha256;

/**
 * A finished bundle file.
 *
 * @param bundleId see {@link BundleId}
 * @param fileName {@code <bundle_id>.tar.gz}
 * @param homeRelativePath {@code production_bundles/<file name>}, relative to the RD-Agent home
 * @param sizeBytes size of the archive
 * @param sha256 digest of the archive
 * @param manifest what is in it
 */
public record Bundle(
        String bundleId,
        String fileName,
        String homeRelativePath,
        long sizeBytes,
        Sha256 sha256,
        BundleManifest manifest) {

    public Bundle {
        if (!BundleId.isSafe(bundleId) || !fileName.equals(bundleId + ".tar.gz")) {
            throw new IllegalArgumentException("not a bundle: '" + bundleId + "', '" + fileName + "'");
        }
    }
}
