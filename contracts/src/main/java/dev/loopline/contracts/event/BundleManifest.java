package dev.loopline.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.loopline.contracts.Sha256;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code manifest.json} of a bundle, version 1: the only authority on what is in it. The first nine components are those
 * that AIstock's loader has always read; the others say what the old bundles left open.
 *
 * @param schemaVersion 1
 * @param assetBundleId the bundle
 * @param taskRunId the loop's task run
 * @param loopId the loop's number
 * @param generatedAtUtc when the loop finished, so that the same loop gives the same bytes
 * @param primaryWorkspaceId the workspace whose files lie at the root of the archive
 * @param sourceWorkspacePath its path as recorded
 * @param logDir the loop's log folder as recorded, or empty
 * @param logUri always empty; kept for the loader
 * @param primaryAssets where to start
 * @param members every other member of the archive, in archive order; the manifest itself is not listed
 * @param skipped files of the loop that were left out, with the reason
 */
public record BundleManifest(
        int schemaVersion,
        String assetBundleId,
        String taskRunId,
        int loopId,
        Instant generatedAtUtc,
        String primaryWorkspaceId,
        String sourceWorkspacePath,
        String logDir,
        String logUri,
        PrimaryAssets primaryAssets,
        List<Member> members,
        List<Skipped> skipped) {

    public static final String FILE_NAME = "manifest.json";

    public BundleManifest {
        members = List.copyOf(members);
        skipped = List.copyOf(skipped);
    }

    /**
     * Members to start from; empty text where the loop has none.
     *
     * @param factorEntryRelpath the code that computes the factors
     * @param modelWeightRelpath the trained model of the run that was chosen
     * @param configRelpath the configuration
     */
    public record PrimaryAssets(String factorEntryRelpath, String modelWeightRelpath, String configRelpath) {}

    /**
     * @param name path in the archive, with {@code /}
     * @param sizeBytes size
     * @param sha256 digest of the content
     * @param takenFromFormer true if its source is gone and the member was taken over from the former archive of the
     *     loop; null, and not written, for all others
     */
    public record Member(
            String name,
            long sizeBytes,
            Sha256 sha256,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Boolean takenFromFormer) {

        /** A member that was read from its source. */
        public Member(String name, long sizeBytes, Sha256 sha256) {
            this(name, sizeBytes, sha256, null);
        }

        /** This member, in an archive into which it was taken over from a former one. */
        public Member takenOver(String as) {
            return new Member(as, sizeBytes, sha256, true);
        }
    }

    /**
     * @param path path in its workspace
     * @param reason a constant in upper snake case
     */
    public record Skipped(String path, String reason) {}
}
