package dev.loopline.bundle.pack;

import dev.loopline.contracts.Sha256;

/**
 * A file with the digest that it should have.
 *
 * @param source the file
 * @param sha256 digest of its content
 * @param isClaimed whether it was not read yet and the digest is what the event says
 */
record MeasuredFile(SourceFile source, Sha256 sha256, boolean isClaimed) {}
