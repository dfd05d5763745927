package dev.loopline.watcher.discovery;

import dev.loopline.kit.session.SessionWorkspace;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What RD-Agent's session log says of a loop.
 *
 * @param entry the loop in its run
 * @param state how far it has come
 * @param reason why it is in that state, one sentence
 * @param content digest of its idea, tasks, conclusion and workspaces; empty text unless it is over
 * @param action {@code factor} or {@code model}, if it says so
 * @param taskRunId the id that the session itself holds, if it could be read
 * @param workspaces its folders as recorded; none unless it is over
 * @param assumption why it is taken to be over although no file proves it; null if one does
 */
public record SessionTrace(
        SessionEntry entry,
        State state,
        String reason,
        String content,
        @Nullable String action,
        @Nullable String taskRunId,
        List<SessionWorkspace> workspaces,
        @Nullable String assumption) {

    /** How far a loop has come. */
    public enum State {
        /** RD-Agent is at work on it. */
        AT_WORK,
        /** It was left half done, and no later loop of its run says that it is over. */
        CRASHED,
        /** It is over without its last file: a later loop of its run followed. It has no result. */
        ENDED,
        /** RD-Agent has written its last file. */
        FINISHED
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

    /** What was written last of a loop that is over. */
    public Optional<SessionEntry.Mark> mark() {
        return isOver() ? Optional.ofNullable(entry.mark()) : Optional.empty();
    }

    /** Whether the mark on disk still is the one that was seen. */
    public boolean markStands() {
        return StepMarks.isSame(entry.mark());
    }

    /** Folders in which the last file, or the next step, of a loop that is not over will appear. */
    public List<Path> expectedIn() {
        return isOver()
                ? List.of()
                : Stream.concat(
                                entry.sessionFolder().map(session -> session.resolve(RunFinder.STATES)).stream(),
                                entry.folders())
                        .toList();
    }

    /** This, of a loop whose task run is over without it. */
    SessionTrace crashed(String why) {
        return new SessionTrace(entry, State.CRASHED, why, content, action, taskRunId, workspaces, assumption);
    }
}
