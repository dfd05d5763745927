package dev.loopline.watcher.discovery;

import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A loop of RD-Agent's session logs, as far as names and sizes tell.
 *
 * @param session the session's folder below {@code log/}
 * @param loopId its number in the session
 * @param mark the file that RD-Agent writes last; null if it is missing or empty
 */
public record SessionEntry(
        Path session, int loopId, @Nullable Mark mark) {

    /**
     * {@code __session__/<n>/3_feedback} at one moment. It is written in place, so it is complete only once it stands still.
     *
     * @param size in bytes
     * @param modifiedAt when it was last written
     */
    public record Mark(long size, Instant modifiedAt) {}

    /** Where the steps of all loops of a session are kept. */
    static final String STATES = "__session__";

    /** Where this loop's pickles are. */
    Path logs() {
        return session.resolve("Loop_" + loopId);
    }

    /** Where this loop's steps are kept. */
    Path states() {
        return states(session, loopId);
    }

    static Path states(Path session, int loopId) {
        return session.resolve(STATES).resolve(Integer.toString(loopId));
    }

    static Path markFile(Path session, int loopId) {
        return states(session, loopId).resolve("3_feedback");
    }
}
