package dev.loopline.bundle.select;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.event.BundleManifest;
import dev.loopline.contracts.event.BundleManifest.Member;
import dev.loopline.contracts.event.BundleManifest.PrimaryAssets;
import dev.loopline.contracts.event.BundleManifest.Skipped;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.LoopFile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes the manifest of a loop, once from what the event claims and once from what was read: the first shows whether the
 * archive that exists is the one that this event asks for, the second goes into the archive. Not for several threads.
 */
public final class ManifestDraft {

    private static final int SCHEMA_VERSION = 1;
    /** Every name under which the backfill looks for the code of a factor. */
    private static final Pattern FACTOR_FILE = Pattern.compile("factor\\.py|factor_[^/]*\\.py|[^/]*_factor\\.py");
    /** The seeds' order of model files. */
    private static final List<String> MODEL_FILES =
            List.of("model.pkl", "model.joblib", "model.bin", "model.onnx", "model.pt", "model.pth");

    private final LoopBackfilled loop;
    private final Set<String> tied;
    private final List<Candidate> packed = new ArrayList<>();
    private final List<Member> members = new ArrayList<>();
    private final List<Skipped> skipped;
    /** Names in the former archive to names in this one. */
    private final Map<String, String> takenOver = new HashMap<>();

    private @Nullable BundleManifest former;

    /** @param selfCheck the check that every bundle brings along, as the first member */
    public ManifestDraft(LoopBackfilled loop, Selection selection, Member selfCheck) {
        this.loop = loop;
        this.tied = tied(loop);
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

    /** Adds the members that are taken over from the former archive, in its order. */
    public void takeOver(BundleManifest previous, List<FormerMembers.Kept> members) {
        former = previous;
        for (FormerMembers.Kept one : members) {
            takenOver.put(one.former().name(), one.name());
            this.members.add(one.member());
        }
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
                primaryAssets(),
                members,
                skipped);
    }

    /** Where nothing is left to start from, what the former archive started from, if it was taken over. */
    private PrimaryAssets primaryAssets() {
        if (former == null) {
            return new PrimaryAssets(factorEntry(), modelWeight(), config());
        }
        PrimaryAssets before = former.primaryAssets();
        String weight = takenOver.getOrDefault(before.modelWeightRelpath(), "");
        return new PrimaryAssets(
                or(factorEntry(), before.factorEntryRelpath()),
                !weight.isEmpty() && isWeightOlderThan(former.generatedAtUtc())
                        ? weight
                        : or(modelWeight(), before.modelWeightRelpath()),
                or(config(), before.configRelpath()));
    }

    private String or(String name, String formerName) {
        return name.isEmpty() ? takenOver.getOrDefault(formerName, "") : name;
    }

    /** Whether the weight that is left was there already when the former archive was made with another one. */
    private boolean isWeightOlderThan(Instant formerEnd) {
        String name = modelWeight();
        return packed.stream()
                .filter(candidate -> candidate.name().equals(name))
                .noneMatch(candidate -> candidate.file().modifiedAt().isAfter(formerEnd));
    }

    /**
     * {@code factor.py}, else the first file of another name for a factor's code, in the primary workspace; else the same in
     * another one, the code that the metadata ties to a factor before all other.
     */
    private String factorEntry() {
        return first(Stream.of(
                candidate -> isPrimary(candidate) && candidate.file().path().equals("factor.py"),
                candidate -> isPrimary(candidate) && isFactorFile(candidate),
                candidate -> isFactorFile(candidate) && isTied(candidate),
                candidate -> candidate.file().workspaceId() != null
                        && candidate.file().path().equals("factor.py"),
                candidate -> candidate.file().workspaceId() != null && isFactorFile(candidate)));
    }

    private static boolean isFactorFile(Candidate candidate) {
        return FACTOR_FILE.matcher(candidate.file().path()).matches();
    }

    private boolean isTied(Candidate candidate) {
        String workspaceId = candidate.file().workspaceId();
        return workspaceId != null
                && tied.contains(workspaceId + "/" + candidate.file().path());
    }

    /** The files that the metadata names as the code of factors, as {@code <workspace>/<path>}. */
    private static Set<String> tied(LoopBackfilled loop) {
        Set<String> files = new HashSet<>();
        JsonNode meta = loop.metadata().factorMeta();
        if (meta != null) {
            meta.path("factors").forEach(factor -> {
                JsonNode file = factor.path("source_file");
                files.add(file.path("workspace_id").asText() + "/"
                        + file.path("path").asText());
            });
        }
        return files;
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
