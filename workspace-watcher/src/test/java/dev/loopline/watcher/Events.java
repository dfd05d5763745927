package dev.loopline.watcher;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.RegistryIds;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.Artifact;
import dev.loopline.contracts.event.Bundle;
import dev.loopline.contracts.event.BundleCreated;
import dev.loopline.contracts.event.BundleManifest;
import dev.loopline.contracts.event.CodeSync;
import dev.loopline.contracts.event.Configuration;
import dev.loopline.contracts.event.Feedback;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.LoopFile;
import dev.loopline.contracts.event.LoopImported;
import dev.loopline.contracts.event.Metadata;
import dev.loopline.contracts.event.Performance;
import dev.loopline.contracts.event.WorkspaceRegistered;
import java.time.Instant;
import java.util.List;

/** Events as the other services would publish them about a registered loop. */
public final class Events {

    public static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");

    private Events() {}

    /** The backfill of a loop with one result file and a {@code feedback.json} of this content. */
    public static LoopBackfilled backfilled(WorkspaceRegistered of, double ic, String feedback) {
        String workspace = of.primaryWorkspaceId();
        ObjectNode metrics = Json.mapper().createObjectNode().put("IC", ic).put("Rank IC", 0.04);
        String id = RegistryIds.artifactId(of.loop().taskRunId(), workspace, "report", "qlib_report");
        Artifact.FileRef ref = new Artifact.FileRef(
                RegistryIds.fileId(id, workspace, "report", "qlib_res.csv"), "qlib_res.csv", "report");
        Artifact artifact = new Artifact(
                id,
                workspace,
                "report",
                "qlib_report",
                "v1",
                Artifact.PRESENT,
                true,
                "qlib_res.csv",
                Json.mapper().createObjectNode().put("file", "qlib_res.csv"),
                "LGBModel",
                null,
                null,
                null,
                List.of(ref));
        return new LoopBackfilled(
                of.loop(),
                of.workspaces(),
                workspace,
                of.revision(),
                true,
                new Metadata(null, null, null, null, null),
                new Configuration(List.of(), null, null, null, null, null, null, List.of(), null),
                new Performance(0.18, -0.09, 1.4, ic, 0.3, 0.5, metrics),
                new Feedback(true, "", "", "", "", List.of(), List.of()),
                List.of(
                        file(workspace, "qlib_res.csv", "results", LoopFile.Kind.METRICS),
                        file(workspace, "workspace_meta.json", "{}", LoopFile.Kind.METADATA),
                        file(workspace, "feedback.json", feedback, LoopFile.Kind.METADATA)),
                List.of(artifact),
                new CodeSync(
                        new CodeSync.Library(CodeSync.State.SKIPPED, "not set", 0),
                        new CodeSync.Library(CodeSync.State.SKIPPED, "not set", 0)),
                List.of(),
                null,
                AT);
    }

    public static BundleCreated bundled(LoopBackfilled of) {
        LoopKey key = of.key();
        BundleId id = BundleId.of(key);
        BundleManifest manifest = new BundleManifest(
                1,
                id.value(),
                key.taskRunId(),
                key.loopId(),
                AT,
                of.primaryWorkspaceId(),
                "",
                "",
                "",
                new BundleManifest.PrimaryAssets("", "", ""),
                List.of(),
                List.of());
        return new BundleCreated(
                new Bundle(
                        id.value(),
                        id.fileName(),
                        "production_bundles/" + id.fileName(),
                        10,
                        digest("bundle"),
                        manifest),
                of);
    }

    public static LoopImported imported(LoopKey key, long revision) {
        return new LoopImported(
                key.taskRunId(),
                key.loopId(),
                revision,
                revision,
                LoopImported.Rows.NONE,
                BundleId.of(key).value(),
                LoopImported.BundleState.AVAILABLE,
                AT);
    }

    private static LoopFile file(String workspace, String path, String content, LoopFile.Kind kind) {
        return new LoopFile(workspace, path, content.length(), digest(content), AT, kind);
    }

    private static Sha256 digest(String content) {
        return Sha256.of(content.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
