package dev.loopline.catalog.export;

import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.catalog.CatalogKind;
import java.nio.file.Path;
import java.time.Instant;

/**
 * A catalog file as it stands on disk.
 *
 * @param kind which catalog
 * @param path the file
 * @param entries number of entries
 * @param sizeBytes size
 * @param sha256 digest of the bytes
 * @param generatedAt time that it carries
 * @param change number of the newest change that it holds
 */
public record CatalogFile(
        CatalogKind kind, Path path, long entries, long sizeBytes, Sha256 sha256, Instant generatedAt, long change) {}
