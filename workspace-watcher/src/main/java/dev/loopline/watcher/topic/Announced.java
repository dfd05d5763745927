package dev.loopline.watcher.topic;

import org.jspecify.annotations.Nullable;

/**
 * What the topic says last of a loop.
 *
 * @param revision the highest that was published
 * @param contentDigest of that revision; null if it withdrew the loop
 * @param folder its primary workspace, as events spell it; null if there is none
 */
record Announced(
        long revision,
        @Nullable String contentDigest,
        @Nullable String folder) {

    /** Of two records of one loop the one with the higher revision, of two with the same the later one. */
    static Announced later(Announced earlier, Announced later) {
        return earlier.revision > later.revision ? earlier : later;
    }
}
