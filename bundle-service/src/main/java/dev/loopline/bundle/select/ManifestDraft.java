package dev.loopline.bundle.select;

import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.event.BundleManifest;
import dev.loopline.contracts.event.BundleManifest.Member;
import dev.loopline.contracts.event.BundleManifest.PrimaryAssets;
import dev.loopline.contracts.event.BundleManifest.Skipped;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.LoopFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Writes the manifest of a loop, once from what the event claims and once from what was read: the first tells whether the
 * archive that exists is the one that this event asks for, the second goes into the archive. Not for several threads.
 */
public final class ManifestDraft {

    private static final int SCHEMA_VERSION = 1;
    private static final Pattern FACTOR_FILE = Pattern.compile("factor_[^/]*\\.py");
    /** The seeds' order of model files. */
    private static final List<String> MODEL_FILES =
            List.of("model.pkl", "model.joblib", "model.bin", "model.onnx", "model.pt", "model.pth");

    private final LoopBackfilled loop;
    private final List<Candidate> packed = new ArrayList<>();
    private final List<Member> members = new ArrayList<>();
    private final List<Skipped> skipped;

    /** @param selfCheck the check that every bundle brings along, as the first member */
    public ManifestDraft(LoopBackfilled loop, Selection selection, Member selfCheck) {
        this.loop = loop;
        this.skipped = new ArrayList<>(selection.skipped());
        members.add(selfCheck);
    }

    /** The manifest as the event describes the files. */
    public static BundleManifest asClaimed(LoopBackfilled loop, Selection selection, Member selfCheck) {
        ManifestDraft draft = new ManifestDraft(loop, selection, selfCheck);
        selection
                .candidates()
                .forEach(candidate -> draft.add(
                        candidate,
                        candidate.file().sizeBytes(),
                        candidate.file().sha256()));
        return draft.manifest();
    }

    /** Adds a member; in archive order. */
    public void add(Candidate candidate, long sizeBytes, Sha256 sha256) {
        packed.add(candidate);
        members.add(new Member(candidate.name(), sizeBytes, sha256));
    }

    /** Leaves a candidate out after all. */
    public void skip(Candidate candidate, SkipReason reason) {
        skipped.add(new Skipped(BundleSelection.shown(loop, candidate.file()), reason.name()));
    }

    public BundleManifest manifest() {
        skipped.sort(Comparator.comparing(Skipped::path).thenComparing(Skipped::reason));
        String logDir = loop.loop().logDir();
        return new BundleManifest(
                SCHEMA_VERSION,
                BundleId.of(loop.key()).value(),
                loop.loop().taskRunId(),
                loop.loop().loopId(),
                loop.loop().finishedAt(),
                loop.primaryWorkspaceId(),
                loop.primaryWorkspace().recordedPath(),
                logDir == null ? "" : logDir,
                "",
                new PrimaryAssets(factorEntry(), modelWeight(), config()),
                members,
                skipped);
    }

    /** {@code factor.py}, else the first {@code factor_*.py}, else the first {@code factor.py} of another workspace. */
    private String factorEntry() {
        return first(Stream.of(
                candidate -> isPrimary(candidate) && candidate.file().path().equals("factor.py"),
                candidate -> isPrimary(candidate)
                        && FACTOR_FILE.matcher(candidate.file().path()).matches(),
                candidate -> candidate.file().workspaceId() != null
                        && candidate.file().path().equals("factor.py")));
    }

    /** A model file at the root in the seeds' order, else the weight of the run that was chosen, primary workspace first. */
    private String modelWeight() {
        Stream<Predicate<Candidate>> atRoot = MODEL_FILES.stream()
                .map(name -> candidate ->
                        isPrimary(candidate) && candidate.file().path().equals(name));
        Stream<Predicate<Candidate>> weights =
                Stream.of(candidate -> isPrimary(candidate) && isWeight(candidate), ManifestDraft::isWeight);
        return first(Stream.concat(atRoot, weights));
    }

    private String config() {
        String source = loop.configuration().source();
        return first(Stream.of(
                candidate -> isPrimary(candidate) && candidate.file().path().equals(source)));
    }

    private String first(Stream<Predicate<Candidate>> wishes) {
        return wishes.map(wish -> packed.stream().filter(wish).findFirst())
                .flatMap(Optional::stream)
                .findFirst()
                .map(Candidate::name)
                .orElse("");
    }

    private static boolean isWeight(Candidate candidate) {
        return candidate.file().kind() == LoopFile.Kind.WEIGHT;
    }

    private boolean isPrimary(Candidate candidate) {
        return loop.primaryWorkspaceId().equals(candidate.file().workspaceId());
    }
}
