package dev.loopline.bundle.store;

import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.Sha256;
import java.nio.file.Path;
import java.time.Instant;

/**
 * An archive as it lies in the folder.
 *
 * @param id the bundle
 * @param file the archive
 * @param sizeBytes its size
 * @param modifiedAt its modification time
 * @param sha256 digest of its content
 */
public record StoredArchive(BundleId id, Path file, long sizeBytes, Instant modifiedAt, Sha256 sha256) {}
