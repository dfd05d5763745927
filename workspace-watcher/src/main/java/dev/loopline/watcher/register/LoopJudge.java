package dev.loopline.watcher.register;

import dev.loopline.contracts.ResultFiles;
import dev.loopline.contracts.event.CompletionEvidence;
import dev.loopline.contracts.event.Workspace;
import dev.loopline.watcher.discovery.Candidate;
import dev.loopline.watcher.discovery.LoopWorkspace;
import dev.loopline.watcher.discovery.SessionTrace;
import dev.loopline.watcher.files.FileSet;
import dev.loopline.watcher.files.InputFiles;
import dev.loopline.watcher.registry.LoopRow;
import dev.loopline.watcher.settle.FileEvidence;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * Is a loop finished, by what evidence, and did it change? What the registry says counts at once for a loop that is new:
 * RD-Agent writes it when the files are complete. A loop that is registered already has no such mark for its second run
 * (RD-Agent never turns {@code success} back into {@code running}), so its files have to stand still. Files that only
 * vanished never make a new revision. Pure.
 */
public final class LoopJudge {

    private LoopJudge() {}

    /** What can be said without a look at the files; empty if they have to be looked at. */
    public static Optional<Verdict> beforeFiles(LoopFacts facts) {
        Optional<Verdict> unfinished = Unfinished.verdict(facts);
        boolean nothingAsked = facts.isAsRecorded() && !facts.compareFiles() && facts.demand() == null;
        return unfinished.isEmpty() && nothingAsked ? Optional.of(new Verdict.Unchanged(facts.key())) : unfinished;
    }

    /** What the files say of a loop that {@link #beforeFiles} left open. */
    public static Verdict withFiles(LoopFacts facts, FileFacts files) {
        if (files.owner() != null && !files.owner().equals(facts.key())) {
            return new Verdict.Stuck(facts.key(), "its folder is already registered for the loop " + files.owner());
        }
        KnownLoop registered = facts.registered();
        return registered == null ? newLoop(facts, files) : registeredLoop(facts, files, registered);
    }

    private static Verdict newLoop(LoopFacts facts, FileFacts files) {
        boolean recorded = facts.recorded().isPresent();
        if (!recorded && found(facts, files).isEmpty()) {
            return new Verdict.Running(facts.key(), "neither a registry row nor result files say that it is over");
        }
        return recorded && facts.candidate().hasExperiment() ? ready(facts, files) : whenStill(facts, files);
    }

    private static Verdict registeredLoop(LoopFacts facts, FileFacts files, KnownLoop registered) {
        boolean sameFiles = files.areThoseOf(registered);
        boolean nothingNew = sameFiles && facts.isAsRecorded() && !files.feedbackChanged() && facts.demand() == null;
        boolean vanished = !files.vanished().isEmpty();
        if (nothingNew && !vanished) {
            return new Verdict.Unchanged(facts.key());
        }
        boolean onlyWhole = facts.demand() != null && facts.demand().onlyWhole();
        if (vanished && (nothingNew || onlyWhole || isResultGone(facts, files, registered))) {
            return new Verdict.SourceRemoved(facts.key(), files.vanished().names());
        }
        boolean sameSession = facts.session().equals(Finding.session(registered));
        boolean still = facts.demand() != null || (sameFiles && sameSession && !files.feedbackChanged());
        return still ? ready(facts, files) : whenStill(facts, files);
    }

    /** Whether a loop had a result and nothing that is left on disk shows it: a new revision would only lose it. */
    private static boolean isResultGone(LoopFacts facts, FileFacts files, KnownLoop registered) {
        return Boolean.TRUE.equals(registered.hasResult())
                && FileEvidence.in(
                                files.files(),
                                files.primary(),
                                facts.candidate().action())
                        .isEmpty();
    }

    private static Verdict whenStill(LoopFacts facts, FileFacts files) {
        Duration left = facts.quietPeriod().minus(files.stillFor());
        return left.isZero() || left.isNegative() ? ready(facts, files) : new Verdict.Settling(facts.key(), left);
    }

    /** The end of a session counts before the files of a workspace: those are there before the loop has ended. */
    private static Optional<FileEvidence> found(LoopFacts facts, FileFacts files) {
        SessionTrace session = facts.candidate().session();
        return Optional.ofNullable(session)
                .flatMap(SessionTrace::mark)
                .map(mark -> FileEvidence.ofMark(mark.modifiedAt()))
                .or(() -> session != null && session.hasEnded()
                        ? Optional.of(FileEvidence.ofMark(newest(files)))
                        : Optional.empty())
                .or(() -> FileEvidence.in(
                        files.files(), files.primary(), facts.candidate().action()));
    }

    private static Instant newest(FileFacts files) {
        return files.files().newest(files.primary()).orElse(files.folderModifiedAt());
    }

    private static Verdict ready(LoopFacts facts, FileFacts files) {
        LoopRow row = facts.candidate().row();
        Optional<CompletionEvidence> recorded = facts.recorded();
        Optional<FileEvidence> found = found(facts, files);
        Optional<Instant> ended = recorded.isPresent() && row != null
                ? RecordedTime.parse(row.endedAtUtc())
                : found.map(FileEvidence::at);
        return new Verdict.Ready(new Finding(
                facts.candidate(),
                files.files(),
                files.vanished(),
                files.primary(),
                recorded.or(() -> found.map(FileEvidence::evidence)).orElse(CompletionEvidence.RESULT_FILES),
                ended.orElse(newest(files)),
                facts.origin(),
                facts.session(),
                files.feedbackChanged(),
                facts.demand()));
    }

    /**
     * The workspace that stands for a loop: the experiment workspace; of several the one that is recorded as best, else the
     * one with the fuller result.
     *
     * @param vanished files that are gone count as if they were there, so that a clean-up makes no other workspace the first
     */
    static LoopWorkspace primary(Candidate candidate, FileSet files, InputFiles vanished) {
        LoopRow row = candidate.row();
        String best = row == null ? null : row.bestWorkspaceId();
        return candidate.workspaces().stream()
                .filter(workspace -> workspace.folder() != null)
                .min(Comparator.comparing((LoopWorkspace one) -> !one.role().equals(Workspace.EXPERIMENT))
                        .thenComparing(one -> !one.workspaceId().equals(best))
                        .thenComparing(one -> -resultFiles(files, vanished, one.workspaceId()))
                        .thenComparing(LoopWorkspace::workspaceId))
                .orElseThrow(() -> new IllegalStateException("no workspace of " + candidate.key() + " is there"));
    }

    private static int resultFiles(FileSet files, InputFiles vanished, String workspaceId) {
        return (int) ResultFiles.all().stream()
                .filter(name ->
                        files.contains(workspaceId, name) || vanished.names().contains(workspaceId + "/" + name))
                .count();
    }
}
