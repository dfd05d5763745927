package dev.loopline.bundle;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.event.CodeSync;
import dev.loopline.contracts.event.CompletionEvidence;
import dev.loopline.contracts.event.Configuration;
import dev.loopline.contracts.event.Feedback;
import dev.loopline.contracts.event.Loop;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.LoopFile;
import dev.loopline.contracts.event.LoopFile.Kind;
import dev.loopline.contracts.event.Metadata;
import dev.loopline.contracts.event.Performance;
import dev.loopline.contracts.event.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A loop with files on disk and the event that describes them. */
public final class LoopFixture {

    public static final Instant FINISHED_AT = Instant.parse("2026-01-14T03:00:00.123Z");

    private static final String WORKSPACES = "git_ignore_folder/RD-Agent_workspace";

    private final Path home;
    private final Path root;
    private final String spelling;
    private final String taskRunId;
    private final int loopId;
    private final List<Workspace> workspaces = new ArrayList<>();
    private final List<LoopFile> files = new ArrayList<>();
    private @Nullable String homeId;
    private long revision = 1;
    private boolean hasResult = true;
    private @Nullable String configSource;
    private @Nullable ObjectNode factorMeta;
    private @Nullable String requestId;

    public LoopFixture(Path home, String taskRunId, int loopId) {
        this(home, home.resolve(WORKSPACES), WORKSPACES, taskRunId, loopId);
    }

    /** A loop whose workspaces lie in another root. */
    private LoopFixture(Path home, Path root, String spelling, String taskRunId, int loopId) {
        this.home = home;
        this.root = root;
        this.spelling = spelling;
        this.taskRunId = taskRunId;
        this.loopId = loopId;
        workspace(primary(), Workspace.EXPERIMENT);
    }

    /** A loop as RD-Agent leaves it: metadata, code, configuration, a weight below mlruns, logs, and data to leave out. */
    public static LoopFixture typical(Path home, String taskRunId, int loopId) {
        return filled(new LoopFixture(home, taskRunId, loopId));
    }

    /** The same with its workspaces in a root elsewhere, which events spell so. */
    public static LoopFixture typicalIn(Path root, String spelling, Path home, String taskRunId, int loopId) {
        return filled(new LoopFixture(home, root, spelling, taskRunId, loopId));
    }

    private static LoopFixture filled(LoopFixture loop) {
        String sub = loop.primary() + "_sub";
        loop.workspace(sub, Workspace.SUB);
        for (String name : List.of("factor_meta", "factor_perf", "feedback", "model_meta", "strategy_meta")) {
            loop.file(name + ".json", Kind.METADATA, "{\"name\": \"" + name + "\"}");
        }
        return loop.file("factor.py", Kind.CODE, "def calculate_momentum():\n    return 1\n".repeat(40))
                .file("model.py", Kind.CODE, "model_cls = object\n")
                .file("custom_strategy.py", Kind.CODE, "class Strategy: pass\n")
                .file("conf_baseline.yaml", Kind.CONFIG, "market: csi300\n")
                .config("conf_baseline.yaml")
                .file("qlib_res.csv", Kind.METRICS, ",0\nIC,0.05\n")
                .file("combined_factors_df.parquet", Kind.FACTOR_DATA, "PAR1 data PAR1")
                .file("mlruns/1/r1/artifacts/params.pkl", Kind.WEIGHT, noise(100_000))
                .file("mlruns/1/r1/metrics/IC", Kind.RUN, "1 0.05 0")
                .fileIn(sub, "factor.py", Kind.CODE, "def f(): pass\n".getBytes(StandardCharsets.UTF_8))
                .log("log/" + loop.taskRunId + "/loop.log", "done\n");
    }

    public static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    public String primary() {
        return "ws_" + taskRunId + "_" + loopId;
    }

    public Path folder(String workspaceId) {
        return root.resolve(workspaceId);
    }

    public LoopFixture workspace(String id, String role) {
        workspaces.add(
                new Workspace(id, role, "factor", null, "success", "F:/Dev/RD/" + id, spelling + "/" + id, null, null));
        create(folder(id));
        return this;
    }

    public LoopFixture revision(long number) {
        revision = number;
        return this;
    }

    /** A person asked for this revision. */
    public LoopFixture requested(String request) {
        requestId = request;
        return this;
    }

    public LoopFixture withoutResult() {
        hasResult = false;
        return this;
    }

    public LoopFixture config(String source) {
        configSource = source;
        return this;
    }

    /** The metadata says that the file is the code of a factor. */
    public LoopFixture tied(String workspaceId, String path) {
        factorMeta = JsonNodeFactory.instance.objectNode();
        factorMeta
                .putArray("factors")
                .addObject()
                .putObject("source_file")
                .put("workspace_id", workspaceId)
                .put("path", path);
        return this;
    }

    public LoopFixture inHome(String id) {
        this.homeId = id;
        return this;
    }

    public LoopFixture file(String path, Kind kind, String content) {
        return file(path, kind, content.getBytes(StandardCharsets.UTF_8));
    }

    public LoopFixture file(String path, Kind kind, byte[] content) {
        return fileIn(primary(), path, kind, content);
    }

    public LoopFixture fileIn(String workspaceId, String path, Kind kind, byte[] content) {
        write(folder(workspaceId).resolve(path), content);
        return claim(workspaceId, path, kind, content);
    }

    /** Names a file in the event without writing it. */
    public LoopFixture claim(@Nullable String workspaceId, String path, Kind kind, byte[] content) {
        files.removeIf(
                file -> path.equals(file.path()) && String.valueOf(workspaceId).equals(file.workspaceId()));
        files.add(new LoopFile(workspaceId, path, content.length, Sha256.of(content), FINISHED_AT, kind));
        return this;
    }

    public LoopFixture log(String path, String content) {
        write(home.resolve(path), content.getBytes(StandardCharsets.UTF_8));
        return claim(null, path, Kind.LOG, content.getBytes(StandardCharsets.UTF_8));
    }

    public LoopBackfilled event() {
        return event(files);
    }

    /** The event with the same files in another order. */
    public LoopBackfilled event(List<LoopFile> ordered) {
        Loop loop = new Loop(
                taskRunId,
                loopId,
                null,
                "factor",
                "success",
                null,
                null,
                "F:/Dev/RD/log/" + taskRunId,
                null,
                null,
                CompletionEvidence.REGISTRY_STATUS,
                FINISHED_AT,
                homeId);
        CodeSync.Library library = new CodeSync.Library(CodeSync.State.SKIPPED, "NOT_CONFIGURED", 0);
        return new LoopBackfilled(
                loop,
                workspaces,
                primary(),
                revision,
                hasResult,
                new Metadata(factorMeta, null, null, null, null),
                new Configuration(List.of(), configSource, null, null, null, null, null, List.of(), null),
                new Performance(null, null, 1.5, null, null, null, JsonNodeFactory.instance.objectNode()),
                new Feedback(true, "", "", "", "", List.of(), List.of()),
                ordered,
                List.of(),
                new CodeSync(library, library),
                List.of(),
                requestId,
                FINISHED_AT);
    }

    public List<LoopFile> files() {
        return List.copyOf(files);
    }

    private static void write(Path file, byte[] content) {
        try {
            create(file.getParent());
            Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void create(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
