package dev.loopline.watcher.register;

import dev.loopline.watcher.files.ContentDigest;
import java.io.IOException;

/**
 * A finding whose files have been read.
 *
 * @param finding the loop
 * @param contentDigest of its inputs
 */
public record Registration(Finding finding, String contentDigest) {

    /** Reads all input files of the loop. */
    static Registration of(Finding finding) throws IOException {
        return new Registration(finding, ContentDigest.of(finding.facts(), finding.files()));
    }
}
