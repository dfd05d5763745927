package dev.loopline.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.CodeSync;
import dev.loopline.contracts.event.CompletionEvidence;
import dev.loopline.contracts.event.Configuration;
import dev.loopline.contracts.event.Feedback;
import dev.loopline.contracts.event.Loop;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.LoopFile;
import dev.loopline.contracts.event.Metadata;
import dev.loopline.contracts.event.Performance;
import dev.loopline.contracts.event.Workspace;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A home with loops to pack, and the events that a backfill would have sent about them. Not for several threads. */
final class PackHome {

    private static final Instant FINISHED_AT = Instant.parse("2026-01-14T03:00:00Z");
    private static final int STRETCH_BYTES = 4 << 20;
    private static final int METADATA_BYTES = 3_000;

    private final Path root;
    private final String folder;
    private long seed;

    /**
     * @param root the home
     * @param folder the folder in it that gets the workspaces
     */
    PackHome(Path root, String folder) throws IOException {
        this.root = Files.createDirectories(root);
        this.folder = folder;
    }

    /** The folder of all its workspaces. */
    Path workspaces() {
        return root.resolve(folder);
    }

    /** A loop with one weight of this size and nothing else. */
    LoopBackfilled large(String taskRunId, int loopId, PackContent content, long bytes) throws IOException {
        Path workspace = Files.createDirectories(workspaces().resolve(workspaceId(taskRunId, loopId)));
        return event(taskRunId, loopId, List.of(write(workspace, "model.pkl", LoopFile.Kind.WEIGHT, content, bytes)));
    }

    /** A loop as it usually is: metadata, code, configuration, figures, and a weight of this size. */
    LoopBackfilled small(String taskRunId, int loopId, long weightBytes) throws IOException {
        Path workspace = Files.createDirectories(workspaces().resolve(workspaceId(taskRunId, loopId)));
        List<LoopFile> files = new ArrayList<>();
        for (String name : List.of("factor_meta", "factor_perf", "feedback", "model_meta", "strategy_meta")) {
            files.add(write(workspace, name + ".json", LoopFile.Kind.METADATA, PackContent.TEXT, METADATA_BYTES));
        }
        for (String name : List.of("factor.py", "model.py", "custom_strategy.py")) {
            files.add(write(workspace, name, LoopFile.Kind.CODE, PackContent.TEXT, METADATA_BYTES));
        }
        files.add(write(workspace, "conf_baseline.yaml", LoopFile.Kind.CONFIG, PackContent.TEXT, METADATA_BYTES));
        files.add(write(workspace, "qlib_res.csv", LoopFile.Kind.METRICS, PackContent.TEXT, METADATA_BYTES));
        files.add(write(workspace, "model.pkl", LoopFile.Kind.WEIGHT, PackContent.COMPRESSED, weightBytes));
        return event(taskRunId, loopId, files);
    }

    /** Writes events to a file that {@link PackProcess} reads. */
    Path save(String name, List<LoopBackfilled> events) throws IOException {
        return Files.write(root.resolve(name), Json.mapper().writeValueAsBytes(events));
    }

    private static String workspaceId(String taskRunId, int loopId) {
        return "ws_" + taskRunId + "_" + loopId;
    }

    private LoopFile write(Path workspace, String name, LoopFile.Kind kind, PackContent content, long bytes)
            throws IOException {
        MessageDigest digest = Sha256.newDigest();
        try (OutputStream out = Files.newOutputStream(workspace.resolve(name))) {
            for (long left = bytes; left > 0; left -= STRETCH_BYTES) {
                byte[] stretch = content.bytes((int) Math.min(STRETCH_BYTES, left), seed++);
                out.write(stretch);
                digest.update(stretch);
            }
        }
        return new LoopFile(workspace.getFileName().toString(), name, bytes, Sha256.finish(digest), FINISHED_AT, kind);
    }

    private LoopBackfilled event(String taskRunId, int loopId, List<LoopFile> files) {
        String id = workspaceId(taskRunId, loopId);
        CodeSync.Library library = new CodeSync.Library(CodeSync.State.SKIPPED, "NOT_CONFIGURED", 0);
        return new LoopBackfilled(
                new Loop(
                        taskRunId,
                        loopId,
                        null,
                        "factor",
                        "success",
                        null,
                        null,
                        "log/" + taskRunId,
                        null,
                        null,
                        CompletionEvidence.REGISTRY_STATUS,
                        FINISHED_AT,
                        null),
                List.of(new Workspace(
                        id,
                        Workspace.EXPERIMENT,
                        "factor",
                        null,
                        "success",
                        folder + "/" + id,
                        folder + "/" + id,
                        null,
                        null)),
                id,
                1,
                true,
                new Metadata(null, null, null, null, null),
                new Configuration(List.of(), "conf_baseline.yaml", null, null, null, null, null, List.of(), null),
                new Performance(null, null, 1.5, null, null, null, JsonNodeFactory.instance.objectNode()),
                new Feedback(true, "", "", "", "", List.of(), List.of()),
                files,
                List.of(),
                new CodeSync(library, library),
                List.of(),
                null,
                FINISHED_AT);
    }
}
