package dev.loopline.bundle.select;

import dev.loopline.contracts.event.LoopFile;

/**
 * A file that is to become a member of the archive.
 *
 * @param name its name in the archive, with {@code /}
 * @param folder the folder that {@link LoopFile#path} starts from, relative to the RD-Agent home; empty is the home itself
 * @param file the file as the event describes it
 */
public record Candidate(String name, String folder, LoopFile file) {}
