package dev.loopline.watcher.register;

import dev.loopline.watcher.files.ContentDigest;
import dev.loopline.watcher.files.InputFiles;
import java.io.IOException;

/**
 * A finding whose files have been read.
 *
 * @param finding the loop
 * @param inputs its input files with their digests
 */
public record Registration(Finding finding, InputFiles inputs) {

    /** Reads all input files of the loop. */
    static Registration of(Finding finding) throws IOException {
        return new Registration(finding, ContentDigest.read(finding.files()));
    }

    /** The digest of what is there. */
    public String contentDigest() {
        return ContentDigest.of(finding.facts(), inputs);
    }

    /** The inputs, with those that vanished as they were. */
    InputFiles inputsBefore() {
        return inputs.and(finding.vanished());
    }

    /** Whether this is the content that a loop was registered with, but for files that vanished. */
    boolean isContentOf(KnownLoop known) {
        return ContentDigest.of(finding.facts(), inputsBefore()).equals(known.contentDigest());
    }
}
