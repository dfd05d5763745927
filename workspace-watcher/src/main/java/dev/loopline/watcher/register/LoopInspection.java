package dev.loopline.watcher.register;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.event.Metadata;
import dev.loopline.contracts.path.RecordedPaths;
import dev.loopline.watcher.discovery.Candidate;
import dev.loopline.watcher.discovery.LoopWorkspace;
import dev.loopline.watcher.discovery.SessionTrace;
import dev.loopline.watcher.files.ContentDigest;
import dev.loopline.watcher.files.FileSet;
import dev.loopline.watcher.files.FileStat;
import dev.loopline.watcher.files.InputFiles;
import dev.loopline.watcher.registry.Registry;
import dev.loopline.watcher.settle.QuietPeriods;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the facts about one loop at a time, as far as {@link LoopJudge} needs them, and remembers how long its files have
 * stood still. For one thread.
 */
public final class LoopInspection {

    private final RecordedPaths paths;
    private final LoopBook book;
    private final Registry registry;
    private final LoopFacts.Waits waits;
    private final LongSupplier nanos;
    private final QuietPeriods quiet = new QuietPeriods();
    private final Map<LoopKey, String> checkedFeedback = new HashMap<>();
    private final Map<LoopKey, Verdict.SourceRemoved> removed = new HashMap<>();
    private int filesSeen;

    public LoopInspection(RecordedPaths paths, LoopBook book, Registry registry, LoopFacts.Waits waits) {
        this(paths, book, registry, waits, System::nanoTime);
    }

    /** @param nanos nanoseconds of a monotonic clock */
    public LoopInspection(
            RecordedPaths paths, LoopBook book, Registry registry, LoopFacts.Waits waits, LongSupplier nanos) {
        this.paths = paths;
        this.book = book;
        this.registry = registry;
        this.waits = waits;
        this.nanos = nanos;
    }

    /**
     * Decides about a loop.
     *
     * @param compareFiles whether the files of a registered loop are compared although its row is the same
     * @param demand a request for a new revision; null if there is none
     * @throws IOException if its files cannot be read
     */
    public Verdict judge(Candidate candidate, boolean compareFiles, @Nullable Demand demand)
            throws IOException, SQLException {
        LoopKey key = candidate.key();
        Optional<String> other = book.otherHome(key);
        if (other.isPresent()) {
            quiet.forget(key);
            return new Verdict.Stuck(key, ofAnotherHome(other.get()));
        }
        LoopFacts facts = facts(candidate, compareFiles, demand);
        Optional<Verdict> early = LoopJudge.beforeFiles(facts);
        if (early.isEmpty()) {
            return withFiles(facts);
        }
        Verdict verdict = early.get();
        if (verdict instanceof Verdict.Unchanged) {
            // Its files were not looked at: what was gone is still gone, and a wait for quiet files goes on.
            return Optional.<Verdict>ofNullable(removed.get(key)).orElse(verdict);
        }
        quiet.forget(key);
        return verdict;
    }

    private static String ofAnotherHome(String home) {
        String named = home.equals(OtherHomes.NOT_NAMED) ? "another RD-Agent home" : "the RD-Agent home " + home;
        return "a loop of " + named
                + " has the same task run and number; if this home is a copy of that one, watch one of them"
                + " only, else rename the log folder of this run";
    }

    /** Does not wait any longer until the files of this loop stand still. */
    public void forget(LoopKey loop) {
        quiet.forget(loop);
    }

    /** Waits no longer for other loops than these. */
    public void keepOnly(Set<LoopKey> loops) {
        quiet.keepOnly(loops);
    }

    /** The loops whose quiet period may be over. */
    public Set<LoopKey> due() {
        return quiet.due(nanos.getAsLong());
    }

    /** How long until the next quiet period may be over; empty if none is waited for. */
    public Optional<Duration> untilDue() {
        return quiet.nextDue(nanos.getAsLong());
    }

    /** How many files were looked at since the last call. */
    public int takeFilesSeen() {
        int seen = filesSeen;
        filesSeen = 0;
        return seen;
    }

    private LoopFacts facts(Candidate candidate, boolean compareFiles, @Nullable Demand demand) {
        KnownLoop known = book.find(candidate.key()).orElse(null);
        SessionTrace session = candidate.session();
        return new LoopFacts(
                candidate,
                known,
                session == null || !session.isFinished() || session.markStands(),
                known != null && known.isRegistered() && isPrimaryGone(candidate, known),
                compareFiles,
                demand,
                waits);
    }

    /** Only asked on disk if a workspace of the loop is not there: a folder that moved has its new place in the candidate. */
    private boolean isPrimaryGone(Candidate candidate, KnownLoop known) {
        boolean complete = candidate.workspaces().stream().allMatch(workspace -> workspace.folder() != null);
        return !complete
                && !known.folders().isEmpty()
                && !Files.exists(paths.home().resolve(known.folders().get(0)), LinkOption.NOFOLLOW_LINKS);
    }

    private Verdict withFiles(LoopFacts facts) throws IOException, SQLException {
        LoopKey key = facts.key();
        FileSet files = FileSet.of(facts.candidate().folders());
        filesSeen += files.files().size();
        FileFacts found = found(facts, files);
        Verdict verdict = LoopJudge.withFiles(facts, found);
        if (verdict instanceof Verdict.Settling settling) {
            Duration period = settling.left().plus(found.stillFor());
            quiet.observe(key, fingerprint(facts, files), period, nanos.getAsLong());
        } else {
            quiet.forget(key);
        }
        if (verdict instanceof Verdict.SourceRemoved gone) {
            removed.put(key, gone);
        } else {
            removed.remove(key);
        }
        return verdict;
    }

    private FileFacts found(LoopFacts facts, FileSet files) throws IOException, SQLException {
        KnownLoop registered = facts.registered();
        InputFiles vanished = registered == null ? InputFiles.NONE : vanished(registered, files);
        LoopWorkspace primary = LoopJudge.primary(facts.candidate(), files, vanished);
        Path folder = Objects.requireNonNull(primary.folder());
        return new FileFacts(
                files,
                vanished,
                primary.workspaceId(),
                book.ownerOf(paths.relativize(folder)).orElse(null),
                registered != null && feedbackChanged(files, primary.workspaceId(), registered),
                quiet.stillFor(facts.key(), () -> fingerprint(facts, files), nanos.getAsLong()),
                Files.getLastModifiedTime(folder).toInstant());
    }

    private InputFiles vanished(KnownLoop registered, FileSet files) throws SQLException {
        return files.inputFingerprint().equals(registered.statFingerprint())
                ? InputFiles.NONE
                : registry.view(session -> LoopTable.files(session, registered.key()))
                        .missingIn(files);
    }

    /** What has to stay the same: every file, and the last file of the session. */
    private static String fingerprint(LoopFacts facts, FileSet files) {
        Object mark = Optional.ofNullable(facts.candidate().session()).flatMap(SessionTrace::mark);
        return files.fingerprint() + mark;
    }

    /**
     * Whether another program wrote {@code feedback.json} after the backfill. Only asked when the backfill of the newest
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
}
