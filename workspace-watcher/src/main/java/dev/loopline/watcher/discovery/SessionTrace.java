package dev.loopline.watcher.discovery;

import dev.loopline.kit.session.SessionWorkspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What RD-Agent's session log says of a loop.
 *
 * @param entry the loop in its session
 * @param state how far it has come
 * @param reason why it is in that state, one sentence
 * @param content digest of its idea, tasks, conclusion and workspaces; empty text unless it is finished
 * @param action {@code factor} or {@code model}, if it says so
 * @param taskRunId the id that the session itself holds, if it could be read
 * @param workspaces its folders as recorded; none unless it is finished
 */
public record SessionTrace(
        SessionEntry entry,
        State state,
        String reason,
        String content,
        @Nullable String action,
        @Nullable String taskRunId,
        List<SessionWorkspace> workspaces) {

    /** How far a loop has come. */
    public enum State {
        /** RD-Agent is at work on it. */
        AT_WORK,
        /** It was left half done: nobody is at work any more. */
        CRASHED,
        /** RD-Agent has written its last file. */
        FINISHED,
        /** It is over without a result: RD-Agent skipped it, or went on to a newer loop of the same session. */
        ENDED
    }

    public SessionTrace {
        workspaces = List.copyOf(workspaces);
    }

    public boolean isFinished() {
        return state == State.FINISHED;
    }

    /** Whether it is over and has no result. */
    public boolean hasEnded() {
        return state == State.ENDED;
    }

    /** Whether RD-Agent does nothing more for it. */
    public boolean isOver() {
        return isFinished() || hasEnded();
    }

    /** The mark of a finished loop. */
    public Optional<SessionEntry.Mark> mark() {
        return isFinished() ? Optional.ofNullable(entry.mark()) : Optional.empty();
    }

    /** Whether the mark on disk still is the one that was seen. */
    public boolean markStands() {
        return mark(entry.session(), entry.loopId()).equals(mark());
    }

    /** Folders in which the last file, or the next step, of a loop that is not finished will appear. */
    public List<Path> expectedIn() {
        return isOver() ? List.of() : List.of(entry.session().resolve(SessionEntry.STATES), entry.states());
    }

    /** This, of a loop whose task run is over without it. */
    SessionTrace crashed(String why) {
        return new SessionTrace(entry, State.CRASHED, why, content, action, taskRunId, workspaces);
    }

    /** The mark as it is on disk now; empty if it is missing, empty, no file, or not to be looked at. */
    static Optional<SessionEntry.Mark> mark(Path session, int loopId) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(
                    SessionEntry.markFile(session, loopId), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return attributes.isRegularFile() && attributes.size() > 0
                    ? Optional.of(new SessionEntry.Mark(
                            attributes.size(), attributes.lastModifiedTime().toInstant()))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
