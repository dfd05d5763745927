package dev.loopline.watcher;

import com.fasterxml.jackson.databind.JsonNode;
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
import dev.loopline.contracts.event.LoopEvent;
import dev.loopline.contracts.event.LoopFile;
import dev.loopline.contracts.event.LoopImported;
import dev.loopline.contracts.event.Metadata;
import dev.loopline.contracts.event.Performance;
import dev.loopline.contracts.event.Workspace;
import dev.loopline.contracts.event.WorkspaceRegistered;
import dev.loopline.kit.consume.Delivery;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Events as the other services would publish them about a registered loop. */
public final class Events {

    public static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");

    /** Files that each of these events lists with a content of its own. */
    private static final List<String> WRITTEN = List.of("qlib_res.csv", "workspace_meta.json", "feedback.json");

    private static final JsonNode FACTOR_META =
            json("{\"factors\": [{\"name\": \"MOM10\", \"expression\": \"Ref($close, 10)\"}, {\"name\": \"VOL5\"}]}");
    private static final JsonNode FACTOR_PERF =
            json("{\"combinations\": [{\"factor_names\": [\"other\"]}, {\"factor_names\": [\"MOM10\"]}]}");

    private Events() {}

    private static JsonNode json(String text) {
        try {
            return Json.mapper().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The backfill of a loop with a {@code feedback.json} of this content, and with all files of its workspaces. */
    public static LoopBackfilled backfilled(Path home, WorkspaceRegistered of, double ic, String feedback) {
        return backfilled(of, ic, feedback, filesOf(home, of));
    }

    /** The backfill of a loop with one result file, a {@code feedback.json} of this content, and these files. */
    public static LoopBackfilled backfilled(WorkspaceRegistered of, double ic, String feedback, List<LoopFile> others) {
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
                new Metadata(FACTOR_META, FACTOR_PERF, null, null, null),
                new Configuration(List.of(), null, null, null, null, null, null, List.of(), null),
                new Performance(0.18, -0.09, 1.4, ic, 0.3, 0.5, metrics),
                new Feedback(true, "", "", "", "", List.of(), List.of()),
                Stream.concat(
                                Stream.of(
                                        file(workspace, "qlib_res.csv", "results", LoopFile.Kind.METRICS),
                                        file(workspace, "workspace_meta.json", "{}", LoopFile.Kind.METADATA),
                                        file(workspace, "feedback.json", feedback, LoopFile.Kind.METADATA)),
                                others.stream())
                        .toList(),
                List.of(artifact),
                new CodeSync(
                        new CodeSync.Library(CodeSync.State.SKIPPED, "not set", 0),
                        new CodeSync.Library(CodeSync.State.SKIPPED, "not set", 0)),
                List.of(),
                null,
                AT);
    }

    private static List<LoopFile> filesOf(Path home, WorkspaceRegistered of) {
        List<LoopFile> files = new ArrayList<>();
        for (Workspace workspace : of.workspaces()) {
            Path folder = home.resolve(String.valueOf(workspace.homeRelativePath()));
            if (Files.isDirectory(folder)) {
                list(folder).stream()
                        .filter(path -> !WRITTEN.contains(path))
                        .forEach(path -> files.add(file(workspace.workspaceId(), path, "", LoopFile.Kind.OTHER)));
            }
        }
        return files;
    }

    private static List<String> list(Path folder) {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString().replace(File.separatorChar, '/'))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The bundle of a loop, with what it lacks. */
    public static BundleCreated bundled(LoopBackfilled of, BundleManifest.Skipped... skipped) {
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
                List.of(skipped));
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

    /** An event as the bookkeeping receives it. */
    public static <E extends LoopEvent> Delivery<E> delivery(E event) {
        return new Delivery<>(event.key(), event, null, new Delivery.Position("t", 0, 0), Instant.EPOCH);
    }

    public static LoopImported imported(LoopKey key, long revision) {
        return imported(key, revision, null);
    }

    public static LoopImported imported(LoopKey key, long revision, @Nullable String home) {
        return new LoopImported(
                key.taskRunId(),
                key.loopId(),
                revision,
                revision,
                LoopImported.Rows.NONE,
                BundleId.of(key).value(),
                LoopImported.BundleState.AVAILABLE,
                AT,
                home);
    }

    private static LoopFile file(String workspace, String path, String content, LoopFile.Kind kind) {
        return new LoopFile(workspace, path, content.length(), digest(content), AT, kind);
    }

    private static Sha256 digest(String content) {
        return Sha256.of(content.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
