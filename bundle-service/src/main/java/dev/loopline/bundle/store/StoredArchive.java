package dev.loopline.bundle.store;

import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.Sha256;

/**
 * An archive as it lies in its place.
 *
 * @param id the bundle
 * @param bytes the archive
 * @param sizeBytes its size
 * @param sha256 digest of its content
 */
public record StoredArchive(BundleId id, ArchiveBytes bytes, long sizeBytes, Sha256 sha256) {}
