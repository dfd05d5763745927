package dev.loopline.watcher.discovery;

import dev.loopline.kit.session.RunPlaces;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A loop of a run of RD-Agent, as far as names and sizes show.
 *
 * @param places where the loop's pickles and its states are
 * @param loopId its number in the run
 * @param ofServer whether RD-Agent's web server started the run
 * @param mark what was written last of it; null if nothing is there that could be the end
 */
public record SessionEntry(
        RunPlaces places,
        int loopId,
        boolean ofServer,
        @Nullable Mark mark) {

    /**
     * What was written last of a loop, at one moment: the step file with the highest number, or where there are no step
     * files the trace's folder of the last step. It is written in place, so it is complete only once it stands still.
     *
     * @param file the file or folder
     * @param size in bytes; 0 of a folder
     * @param modifiedAt when it was last written
     */
    public record Mark(Path file, long size, Instant modifiedAt) {}

    /** The folder that stands for the run: that of its session, or of its trace where a web server shares the session. */
    Path run() {
        Path trace = places.trace();
        Path session = places.session();
        return session == null || ofServer && trace != null
                ? Objects.requireNonNull(trace, "a loop without any folder")
                : session;
    }

    /** The folder with the pickles of the loop; where there is none, the one that stands for the run. */
    Path logFolder() {
        Path trace = places.trace();
        return trace == null ? run() : trace;
    }

    /** The folder that holds {@code __session__}. */
    Optional<Path> sessionFolder() {
        return Optional.ofNullable(places.session());
    }

    /** Folders in which something of this loop is written while it is at work. */
    Stream<Path> folders() {
        Path trace = places.trace();
        Stream<Path> states = sessionFolder().map(session -> states(session, loopId)).stream();
        return trace == null ? states : Stream.concat(Stream.of(trace.resolve("Loop_" + loopId)), states);
    }

    /** Whether only its pickles, or only its states, are in this folder. */
    boolean isApart() {
        return places.trace() == null || places.session() == null;
    }

    static Path states(Path session, int loopId) {
        return session.resolve(RunFinder.STATES).resolve(Integer.toString(loopId));
    }
}
