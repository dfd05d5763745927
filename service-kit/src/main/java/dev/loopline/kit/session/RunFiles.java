package dev.loopline.kit.session;

import dev.loopline.kit.pickle.Pickle;
import dev.loopline.kit.pickle.PickleHead;
import dev.loopline.kit.pickle.PickleLimits;
import dev.loopline.kit.pickle.PickleReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Opens the files of one run. A file that is refused is an answer, not an exception. Safe for all threads. */
final class RunFiles {

    private final RunPlaces places;
    private final SessionFolder session;
    private final PickleLimits limits;
    private volatile @Nullable Seen lastState;

    RunFiles(RunPlaces places, PickleLimits limits) {
        this.places = places;
        this.session = new SessionFolder(places.session());
        this.limits = limits;
    }

    SessionFolder session() {
        return session;
    }

    @Nullable
    Path trace() {
        return places.trace();
    }

    /** Whether trace and session lie in different folders, so that the session may be about another run. */
    boolean areApart() {
        return places.trace() != null
                && places.session() != null
                && !places.trace().equals(places.session());
    }

    /**
     * A step file that was tried.
     *
     * @param state what it holds; null if it was refused
     * @param refusal why it was refused, one sentence without end; empty text if it was not
     */
    record Tried(@Nullable LoopState state, String refusal) {}

    private record Seen(int loopId, StepFile step, Tried tried) {}

    /** Reads a whole step file; the one that was read last is kept, because who asks for a loop's end mostly reads it next. */
    Tried state(int loopId, StepFile step) {
        Seen seen = lastState;
        if (seen == null || seen.loopId() != loopId || !seen.step().equals(step)) {
            seen = new Seen(loopId, step, readState(loopId, step));
            lastState = seen;
        }
        return seen.tried();
    }

    private Tried readState(int loopId, StepFile step) {
        try (InputStream in = Files.newInputStream(session.path(loopId, step), LinkOption.NOFOLLOW_LINKS)) {
            Pickle pickle = PickleReader.open(in, limits);
            return LoopState.of(loopId, step, pickle)
                    .map(state -> new Tried(state, ""))
                    .orElse(new Tried(null, "the pickle holds no loop object of RD-Agent"));
        } catch (IOException e) {
            return new Tried(null, reason(e));
        }
    }

    /** Reads the beginning of a step file; empty if it is refused. */
    Optional<PickleHead> head(int loopId, StepFile step) {
        return head(session.path(loopId, step));
    }

    Optional<PickleHead> head(Path file) {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of(PickleReader.head(in));
        } catch (IOException e) {
            return Optional.empty(); // the reason is given where the whole file is read
        }
    }

    /** Reads a pickle of the trace; one that is refused becomes a note. */
    @Nullable
    Object value(TracePickle pickle, List<String> notes) {
        try (InputStream in = Files.newInputStream(pickle.file(), LinkOption.NOFOLLOW_LINKS)) {
            return PickleReader.read(in, limits);
        } catch (IOException e) {
            Path trace = places.trace();
            String name = trace == null
                    ? Folders.name(pickle.file())
                    : trace.relativize(pickle.file()).toString();
            notes.add(name + " is not read: " + reason(e));
            return null;
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
