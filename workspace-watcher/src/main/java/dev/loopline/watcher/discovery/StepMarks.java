package dev.loopline.watcher.discovery;

import dev.loopline.kit.session.RunPlaces;
import dev.loopline.kit.session.RunReader;
import dev.loopline.kit.session.StepFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds what was written last of each loop, and asks the file system only what may have changed: of a loop whose last file
 * has the name of an end, that file alone. For one thread.
 */
final class StepMarks {

    private Map<Path, Seen> known = new HashMap<>();
    private Map<Path, Seen> next = new HashMap<>();

    private record Seen(Instant modifiedAt, Instant listedAt, SessionEntry.@Nullable Mark mark, boolean last) {}

    /** Begins a new round; what is not asked for until its end is forgotten. */
    void begin() {
        next = new HashMap<>();
    }

    void end() {
        known = next;
    }

    /** The mark of a loop in the states of a run, else in its trace. */
    Optional<SessionEntry.Mark> of(RunFolder run, int loopId) {
        return run.saved().contains(loopId) ? ofStates(run.path(), loopId) : ofTrace(run.path(), loopId);
    }

    private Optional<SessionEntry.Mark> ofStates(Path session, int loopId) {
        Path states = SessionEntry.states(session, loopId);
        Seen seen = look(states, session, loopId, known.get(states));
        next.put(states, seen);
        return Optional.ofNullable(seen.mark());
    }

    private static Seen look(Path states, Path session, int loopId, @Nullable Seen before) {
        if (before != null && before.last() && isSame(before.mark())) {
            return before;
        }
        Instant modified = attributes(states)
                .map(attributes -> attributes.lastModifiedTime().toInstant())
                .orElse(Instant.MIN);
        boolean listed = before != null
                && before.modifiedAt().equals(modified)
                && FolderListings.isSettled(modified, before.listedAt());
        if (before != null && listed && isSame(before.mark())) {
            return before;
        }
        Instant now = Instant.now();
        Optional<StepFile> step = last(session, loopId);
        return new Seen(
                modified,
                now,
                step.map(file -> mark(session, loopId, file)).orElse(null),
                step.filter(StepMarks::isLast).isPresent());
    }

    /** The step file with the highest number as it is now; empty if there is none. */
    static Optional<SessionEntry.Mark> newest(Path session, int loopId) {
        return last(session, loopId).map(step -> mark(session, loopId, step));
    }

    private static Optional<StepFile> last(Path session, int loopId) {
        List<StepFile> steps = new RunReader(new RunPlaces(null, session)).steps(loopId);
        return steps.isEmpty() ? Optional.empty() : Optional.of(steps.get(steps.size() - 1));
    }

    private static SessionEntry.Mark mark(Path session, int loopId, StepFile step) {
        Path file = SessionEntry.states(session, loopId).resolve(step.name());
        return new SessionEntry.Mark(file, step.size(), step.modifiedAt());
    }

    /** Whether no generation of RD-Agent writes anything after a file of this name. */
    private static boolean isLast(StepFile step) {
        return step.step().equals("record") || step.step().equals("feedback") && step.number() > 3;
    }

    /** The trace's folder of the last step: {@code record}, else {@code feedback}. */
    private static Optional<SessionEntry.Mark> ofTrace(Path trace, int loopId) {
        Path loop = trace.resolve("Loop_" + loopId);
        return Stream.of("record", "feedback")
                .map(loop::resolve)
                .flatMap(folder -> attributes(folder)
                        .filter(BasicFileAttributes::isDirectory)
                        .map(attributes -> new SessionEntry.Mark(
                                folder, 0, attributes.lastModifiedTime().toInstant()))
                        .stream())
                .findFirst();
    }

    /** Whether a mark still is as it was seen; the absence of one is not asked about. */
    static boolean isSame(SessionEntry.@Nullable Mark mark) {
        return mark == null
                || attributes(mark.file())
                        .filter(now -> now.lastModifiedTime().toInstant().equals(mark.modifiedAt()))
                        .filter(now -> now.isDirectory() || now.size() == mark.size())
                        .isPresent();
    }

    private static Optional<BasicFileAttributes> attributes(Path path) {
        try {
            return Optional.of(Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
