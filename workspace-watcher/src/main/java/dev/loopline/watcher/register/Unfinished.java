package dev.loopline.watcher.register;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.event.Workspace;
import dev.loopline.watcher.discovery.Candidate;
import dev.loopline.watcher.discovery.LoopWorkspace;
import dev.loopline.watcher.discovery.SessionEntry;
import dev.loopline.watcher.discovery.SessionTrace;
import dev.loopline.watcher.registry.LoopRow;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Loops that are not to be registered whatever their files look like: RD-Agent is at work on them, left them half done, or
 * their workspace is not here. The registry is asked first, then the session log. Stateless.
 */
final class Unfinished {

    private Unfinished() {}

    /** What speaks against registering a loop, before its files are looked at. */
    static Optional<Verdict> verdict(Candidate candidate, @Nullable KnownLoop known) {
        LoopKey key = candidate.key();
        LoopRow row = candidate.row();
        SessionTrace session = candidate.session();
        if (row != null && row.isRunning() && !endedAfter(row, session)) {
            return Optional.of(
                    row.isTaskLost() ? new Verdict.Stuck(key, lost(row)) : new Verdict.Running(key, running(row)));
        }
        boolean recorded = LoopJudge.recorded(candidate, LoopJudge.origin(candidate, known))
                .isPresent();
        if (session != null && !recorded && !session.isFinished()) {
            return Optional.of(
                    session.state() == SessionTrace.State.CRASHED
                            ? new Verdict.Stuck(key, "it crashed: " + session.reason())
                            : new Verdict.Running(key, session.reason()));
        }
        if (session != null && !recorded && !session.markStands()) {
            return Optional.of(new Verdict.Running(key, "the last file of its session is being written"));
        }
        return obstacle(candidate).map(reason -> new Verdict.Stuck(key, reason));
    }

    /**
     * Whether the session wrote its last file of the loop after the row was last written: then the row missed the end. Every
     * step of a second run writes the row again.
     */
    private static boolean endedAfter(LoopRow row, @Nullable SessionTrace session) {
        Optional<Instant> ended =
                session == null ? Optional.empty() : session.mark().map(SessionEntry.Mark::modifiedAt);
        return ended.isPresent()
                && RecordedTime.parse(row.endedAtUtc())
                        .filter(step -> !step.isAfter(ended.get()))
                        .isPresent();
    }

    private static String lost(LoopRow row) {
        return "it crashed: the registry says running, and its task run ended as " + row.taskStatus();
    }

    private static String running(LoopRow row) {
        String task = row.taskStatus();
        boolean over = task != null && !task.equals("running") && !task.equals(Finding.UNKNOWN);
        return over
                ? "the registry says running although its task run ended as " + task
                : "the registry says that it is running";
    }

    private static Optional<String> obstacle(Candidate candidate) {
        if (candidate.workspaces().isEmpty()) {
            return Optional.of("no workspace is recorded for it");
        }
        boolean experimentThere = candidate.workspaces().stream()
                .anyMatch(workspace -> workspace.folder() != null
                        && (workspace.role().equals(Workspace.EXPERIMENT) || !candidate.hasExperiment()));
        if (experimentThere) {
            return Optional.empty();
        }
        String path = candidate.workspaces().stream()
                .filter(workspace ->
                        !candidate.hasExperiment() || workspace.role().equals(Workspace.EXPERIMENT))
                .map(LoopWorkspace::recordedPath)
                .findFirst()
                .orElse("");
        return Optional.of("its workspace " + path
                + " is not in this home; put it back, or say with a path mapping where it lies here");
    }
}
