package dev.loopline.bundle.pack;

import dev.loopline.bundle.select.Candidate;

/**
 * A file that is there.
 *
 * @param candidate what it is to become
 * @param place where it lies, for people
 * @param sizeBytes how large it was before it was read
 * @param version what it looked like before it was read, for its source
 */
record SourceFile(Candidate candidate, String place, long sizeBytes, Object version) {}
