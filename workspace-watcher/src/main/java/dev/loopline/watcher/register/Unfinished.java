package dev.loopline.watcher.register;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.event.Workspace;
import dev.loopline.watcher.discovery.Candidate;
import dev.loopline.watcher.discovery.LoopWorkspace;
import dev.loopline.watcher.discovery.SessionEntry;
import dev.loopline.watcher.discovery.SessionTrace;
import dev.loopline.watcher.registry.LoopRow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Loops that are not to be registered whatever their files look like: RD-Agent is at work on them, left them half done, or
 * their workspace is not here. The registry is asked first, then the session log. Pure.
 */
final class Unfinished {

    private Unfinished() {}

    /** What speaks against registering a loop, before its files are looked at. */
    static Optional<Verdict> verdict(LoopFacts facts) {
        return atWork(facts).or(() -> withoutWorkspace(facts));
    }

    private static Optional<Verdict> atWork(LoopFacts facts) {
        LoopKey key = facts.key();
        LoopRow row = facts.candidate().row();
        SessionTrace session = facts.candidate().session();
        if (row != null && row.isRunning() && !isOver(row, session)) {
            return Optional.of(
                    row.isTaskLost() ? new Verdict.Stuck(key, lost(row)) : new Verdict.Running(key, running(row)));
        }
        if (session == null || facts.recorded().isPresent() || session.hasEnded()) {
            return Optional.empty();
        }
        if (!session.isFinished()) {
            return Optional.of(
                    session.state() == SessionTrace.State.CRASHED
                            ? new Verdict.Stuck(key, "it crashed: " + session.reason())
                            : new Verdict.Running(key, session.reason()));
        }
        return facts.markStands()
                ? Optional.empty()
                : Optional.of(new Verdict.Running(key, "the last file of its session is being written"));
    }

    /**
     * Whether the session wrote its last file of the loop after the row was last written, or ended it without one: then the
     * row missed the end. Every step of a second run writes the row again.
     */
    private static boolean isOver(LoopRow row, @Nullable SessionTrace session) {
        if (session == null) {
            return false;
        }
        Optional<Instant> ended = session.mark().map(SessionEntry.Mark::modifiedAt);
        return session.hasEnded()
                || ended.isPresent()
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

    private static Optional<Verdict> withoutWorkspace(LoopFacts facts) {
        Candidate candidate = facts.candidate();
        KnownLoop registered = facts.registered();
        if (registered != null && (facts.primaryGone() || !isWorkspaceHere(candidate))) {
            List<String> gone = registered.folders().isEmpty() ? List.of("its folders") : registered.folders();
            return Optional.of(new Verdict.SourceRemoved(facts.key(), gone));
        }
        if (isWorkspaceHere(candidate)) {
            return Optional.empty();
        }
        LoopRow row = candidate.row();
        SessionTrace session = candidate.session();
        if (row != null && row.isFailed()) {
            String reason = "it ended without a result: the registry says " + row.status()
                    + ", and no workspace of it is in this home";
            return Optional.of(new Verdict.Ended(facts.key(), reason));
        }
        if (session != null && session.hasEnded() && (row == null || !row.isSuccess())) {
            return Optional.of(new Verdict.Ended(facts.key(), "it ended without a result: " + session.reason()));
        }
        return Optional.of(new Verdict.Stuck(facts.key(), missing(candidate)));
    }

    private static boolean isWorkspaceHere(Candidate candidate) {
        return candidate.workspaces().stream()
                .anyMatch(workspace -> workspace.folder() != null
                        && (workspace.role().equals(Workspace.EXPERIMENT) || !candidate.hasExperiment()));
    }

    private static String missing(Candidate candidate) {
        if (candidate.workspaces().isEmpty()) {
            SessionTrace session = candidate.session();
            return "no workspace is recorded for it; it is registered as soon as the registry, its session or a metadata"
                    + " file names one" + (session == null ? "" : " (" + session.reason() + ")");
        }
        String path = candidate.workspaces().stream()
                .filter(workspace ->
                        !candidate.hasExperiment() || workspace.role().equals(Workspace.EXPERIMENT))
                .map(LoopWorkspace::recordedPath)
                .findFirst()
                .orElse("");
        return "its workspace " + path
                + " is not in this home; put it back, or say with a path mapping where it lies here";
    }
}
