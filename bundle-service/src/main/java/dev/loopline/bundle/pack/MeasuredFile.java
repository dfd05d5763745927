package dev.loopline.bundle.pack;

import dev.loopline.bundle.select.Candidate;
import dev.loopline.contracts.Sha256;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file that was read once.
 *
 * @param candidate what it is to become
 * @param path where it lies
 * @param sizeBytes its size
 * @param sha256 digest of what was read
 * @param content the content of a small file, so that it need not be read again
 */
record MeasuredFile(Candidate candidate, Path path, long sizeBytes, Sha256 sha256, byte @Nullable [] content) {}
