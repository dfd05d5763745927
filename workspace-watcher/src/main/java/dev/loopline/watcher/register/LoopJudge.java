package dev.loopline.watcher.register;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.ResultFiles;
import dev.loopline.contracts.event.CompletionEvidence;
import dev.loopline.contracts.event.Metadata;
import dev.loopline.contracts.event.Workspace;
import dev.loopline.contracts.path.RecordedPaths;
import dev.loopline.watcher.discovery.Candidate;
import dev.loopline.watcher.discovery.LoopWorkspace;
import dev.loopline.watcher.discovery.SessionTrace;
import dev.loopline.watcher.files.ContentDigest;
import dev.loopline.watcher.files.FileSet;
import dev.loopline.watcher.files.FileStat;
import dev.loopline.watcher.registry.LoopRow;
import dev.loopline.watcher.settle.FileEvidence;
import dev.loopline.watcher.settle.QuietPeriods;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides about one loop at a time. What the registry says counts at once for a loop that is new: RD-Agent writes it when
 * the files are complete. A loop that is registered already has no such mark for its second run (RD-Agent never turns {@code
 * success} back into {@code running}), so its files have to stand still. For one thread.
 */
public final class LoopJudge {

    private final RecordedPaths paths;
    private final LoopBook book;
    private final QuietPeriods quiet;
    private final Waits waits;
    private final LongSupplier nanoClock;
    private final Map<LoopKey, String> checkedFeedback = new HashMap<>();
    private int filesSeen;

    /**
     * How long files have to stand still.
     *
     * @param quietPeriod usually
     * @param assumedLoop where the loop's number is assumed
     */
    public record Waits(Duration quietPeriod, Duration assumedLoop) {}

    public LoopJudge(RecordedPaths paths, LoopBook book, QuietPeriods quiet, Waits waits, LongSupplier nanoClock) {
        this.paths = paths;
        this.book = book;
        this.quiet = quiet;
        this.waits = waits;
        this.nanoClock = nanoClock;
    }

    /**
     * Decides about a loop.
     *
     * @param lookAtFiles whether the files of a registered loop are compared although its row is the same
     * @param demand a request for a new revision; null if there is none
     * @throws IOException if its files cannot be read
     */
    public Verdict judge(Candidate candidate, boolean lookAtFiles, @Nullable Demand demand) throws IOException {
        LoopKey key = candidate.key();
        LoopRow row = candidate.row();
        KnownLoop known = book.find(key).filter(KnownLoop::isRegistered).orElse(null);
        Optional<Verdict> unfinished = Unfinished.verdict(candidate, known);
        if (unfinished.isPresent()) {
            quiet.forget(key);
            return unfinished.get();
        }
        boolean sameRow = known != null && known.rowSignature().equals(signature(candidate, known));
        if (sameRow && !lookAtFiles && demand == null) {
            return new Verdict.Unchanged(key);
        }
        FileSet files = FileSet.of(candidate.folders());
        filesSeen += files.files().size();
        String primary = primary(candidate, files);
        Optional<String> elsewhere = ownedByAnother(candidate, primary);
        if (elsewhere.isPresent()) {
            quiet.forget(key);
            return new Verdict.Stuck(key, elsewhere.get());
        }
        return known == null
                ? newLoop(candidate, files, primary, demand)
                : registeredLoop(candidate, files, primary, known, demand);
    }

    private static String signature(Candidate candidate, @Nullable KnownLoop known) {
        KnownLoop.Origin origin = origin(candidate, known);
        return Finding.signature(candidate, origin, Finding.session(candidate, origin, known));
    }

    /** How many files were looked at since the last call. */
    public int takeFilesSeen() {
        int seen = filesSeen;
        filesSeen = 0;
        return seen;
    }

    private Verdict newLoop(Candidate candidate, FileSet files, String primary, @Nullable Demand demand)
            throws IOException {
        KnownLoop before = book.find(candidate.key()).orElse(null);
        KnownLoop.Origin origin = origin(candidate, before);
        Optional<CompletionEvidence> recorded = recorded(candidate, origin);
        Optional<FileEvidence> found = found(candidate, files, primary);
        if (recorded.isEmpty() && found.isEmpty()) {
            quiet.forget(candidate.key());
            return new Verdict.Running(candidate.key(), "neither a registry row nor result files say that it is over");
        }
        boolean atOnce = recorded.isPresent() && candidate.hasExperiment();
        Duration left = atOnce ? Duration.ZERO : wait(candidate, files);
        if (!left.isZero()) {
            return new Verdict.Settling(candidate.key(), left);
        }
        quiet.forget(candidate.key());
        return new Verdict.Ready(finding(candidate, files, primary, origin, before, recorded, found, false, demand));
    }

    private Verdict registeredLoop(
            Candidate candidate, FileSet files, String primary, KnownLoop known, @Nullable Demand demand)
            throws IOException {
        KnownLoop.Origin origin = origin(candidate, known);
        boolean feedback = feedbackChanged(files, primary, known);
        boolean sameFiles = files.inputFingerprint().equals(known.statFingerprint());
        boolean sameRow = known.rowSignature().equals(signature(candidate, known));
        boolean sameSession = Finding.session(candidate, origin, known).equals(Finding.session(known));
        if (sameFiles && sameRow && !feedback && demand == null) {
            quiet.forget(candidate.key());
            return new Verdict.Unchanged(candidate.key());
        }
        Duration left =
                demand != null || (sameFiles && sameSession && !feedback) ? Duration.ZERO : wait(candidate, files);
        if (!left.isZero()) {
            return new Verdict.Settling(candidate.key(), left);
        }
        quiet.forget(candidate.key());
        Optional<CompletionEvidence> recorded = recorded(candidate, origin);
        Optional<FileEvidence> found = found(candidate, files, primary);
        return new Verdict.Ready(finding(candidate, files, primary, origin, known, recorded, found, feedback, demand));
    }

    /** The last file of a session counts before the files of a workspace: those are there before the loop has ended. */
    private static Optional<FileEvidence> found(Candidate candidate, FileSet files, String primary) {
        return Optional.ofNullable(candidate.session())
                .flatMap(SessionTrace::mark)
                .map(mark -> FileEvidence.ofMark(mark.modifiedAt()))
                .or(() -> FileEvidence.in(files, primary, candidate.action()));
    }

    private Duration wait(Candidate candidate, FileSet files) {
        Duration period = candidate.assumption() == null ? waits.quietPeriod() : waits.assumedLoop();
        Object mark = Optional.ofNullable(candidate.session()).flatMap(SessionTrace::mark);
        return quiet.observe(candidate.key(), files.fingerprint() + mark, period, nanoClock.getAsLong());
    }

    /** A row that the watcher made itself is no evidence; it stays so until RD-Agent writes a status into it. */
    static KnownLoop.Origin origin(Candidate candidate, @Nullable KnownLoop known) {
        LoopRow row = candidate.row();
        boolean ours = row == null
                || (known != null && known.origin() == KnownLoop.Origin.FOLDER && Finding.UNKNOWN.equals(row.status()));
        return ours ? KnownLoop.Origin.FOLDER : KnownLoop.Origin.REGISTRY;
    }

    static Optional<CompletionEvidence> recorded(Candidate candidate, KnownLoop.Origin origin) {
        LoopRow row = candidate.row();
        if (row == null || origin == KnownLoop.Origin.FOLDER) {
            return Optional.empty();
        }
        if (row.isTerminal()) {
            return Optional.of(CompletionEvidence.REGISTRY_STATUS);
        }
        return row.hasResult() ? Optional.of(CompletionEvidence.REGISTRY_HAS_RESULT) : Optional.empty();
    }

    private Optional<String> ownedByAnother(Candidate candidate, String primary) {
        return candidate
                .workspace(primary)
                .map(LoopWorkspace::folder)
                .flatMap(folder -> book.ownerOf(paths.relativize(folder)))
                .filter(owner -> !owner.equals(candidate.key()))
                .map(owner -> "its folder is already registered for the loop " + owner);
    }

    /** The experiment workspace; of several the one that is recorded as best, else the one with the fuller result. */
    private static String primary(Candidate candidate, FileSet files) {
        LoopRow row = candidate.row();
        String best = row == null ? null : row.bestWorkspaceId();
        return candidate.workspaces().stream()
                .filter(workspace -> workspace.folder() != null)
                .min(Comparator.comparing((LoopWorkspace one) -> !one.role().equals(Workspace.EXPERIMENT))
                        .thenComparing(one -> !one.workspaceId().equals(best))
                        .thenComparing(one -> -resultFiles(files, one.workspaceId()))
                        .thenComparing(LoopWorkspace::workspaceId))
                .map(LoopWorkspace::workspaceId)
                .orElseThrow(() -> new IllegalStateException("no workspace of " + candidate.key() + " is there"));
    }

    private static int resultFiles(FileSet files, String workspaceId) {
        return (int) ResultFiles.all().stream()
                .filter(name -> files.contains(workspaceId, name))
                .count();
    }

    /**
     * Whether somebody else wrote {@code feedback.json} after the backfill. Only asked when the backfill of the newest
     * revision is through, because until then the file may be the one that is being written.
     */
    private boolean feedbackChanged(FileSet files, String primary, KnownLoop known) throws IOException {
        String own = known.ownFeedback();
        if (own == null || known.backfilledRevision() < known.revision()) {
            return false;
        }
        Optional<FileStat> file = files.find(primary, Metadata.FEEDBACK);
        if (file.isEmpty()) {
            return false;
        }
        String look = own + file.get();
        if (look.equals(checkedFeedback.get(known.key()))) {
            return false;
        }
        if (ContentDigest.ofFile(file.get().file()).hex().equals(own)) {
            checkedFeedback.put(known.key(), look);
            return false;
        }
        return true;
    }

    private static Finding finding(
            Candidate candidate,
            FileSet files,
            String primary,
            KnownLoop.Origin origin,
            @Nullable KnownLoop known,
            Optional<CompletionEvidence> recorded,
            Optional<FileEvidence> found,
            boolean feedbackChanged,
            @Nullable Demand demand)
            throws IOException {
        LoopRow row = candidate.row();
        CompletionEvidence evidence =
                recorded.or(() -> found.map(FileEvidence::evidence)).orElse(CompletionEvidence.RESULT_FILES);
        Optional<Instant> ended = recorded.isPresent() && row != null
                ? RecordedTime.parse(row.endedAtUtc())
                : found.map(FileEvidence::at);
        Path folder = Objects.requireNonNull(
                candidate.workspace(primary).map(LoopWorkspace::folder).orElse(null));
        Instant finishedAt = ended.or(() -> files.newest(primary))
                .orElse(Files.getLastModifiedTime(folder).toInstant());
        String session = Finding.session(candidate, origin, known);
        return new Finding(candidate, files, primary, evidence, finishedAt, origin, session, feedbackChanged, demand);
    }
}
