package dev.loopline.kit.bucket;

import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.Sha256;

/**
 * The keys of archives: {@code <prefix><bundle id>/<SHA-256>.tar.gz}. What a key names never changes, so nobody has to know who
 * wrote it, or when.
 *
 * @param prefix see {@link BucketSettings#prefix}
 */
public record BundleKeys(String prefix) {

    public static final String ARCHIVE_EXTENSION = ".tar.gz";

    /** What all keys of a bundle begin with. */
    public String folder(BundleId id) {
        return prefix + id.value() + "/";
    }

    public String archive(BundleId id, Sha256 sha256) {
        return folder(id) + sha256.hex() + ARCHIVE_EXTENSION;
    }
}
