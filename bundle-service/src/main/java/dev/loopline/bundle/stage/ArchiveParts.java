package dev.loopline.bundle.stage;

import dev.loopline.bundle.extract.BundleFolders;
import dev.loopline.bundle.integrity.ArchiveKeeper;
import dev.loopline.kit.integrity.PacedDigest;
import java.util.Optional;

/**
 * What looks after the archives.
 *
 * @param keeper finds what was lost or damaged
 * @param folders the extracted bundles, where the archives are files of this machine
 * @param digest the one reader of both, so that the rate holds for them together
 */
record ArchiveParts(ArchiveKeeper keeper, Optional<BundleFolders> folders, PacedDigest digest) {}
