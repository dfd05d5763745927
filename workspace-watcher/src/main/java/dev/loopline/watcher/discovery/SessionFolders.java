package dev.loopline.watcher.discovery;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.RegistryIds;
import dev.loopline.contracts.event.Workspace;
import dev.loopline.contracts.path.PortablePath;
import dev.loopline.kit.session.SessionWorkspace;
import dev.loopline.watcher.registry.LoopRow;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Ties the loops of RD-Agent's session logs to what is known already. Whose a loop is: the registry's word on its experiment
 * workspace, the loop that this folder is registered for, the workspace's own metadata, the registry's task run of this log
 * folder, the id in the session, the folder's name; the first that is there. If two sessions record one loop, the one that is
 * finished counts, of two finished ones the later.
 */
final class SessionFolders {

    private final LoopAssembly assembly;
    private final Map<Path, String> taskOfLog;
    private final Set<String> takenIds;
    private final Map<Path, LoopKey> loopsOfExperiments = new HashMap<>();
    private final RunNames names = new RunNames();

    private record Recorded(SessionTrace trace, List<Folder> folders) {}

    private record Folder(
            SessionWorkspace recorded, @Nullable Path path) {

        /** The folder decides; where it is not here, what was recorded. */
        boolean isOf(LoopWorkspace workspace) {
            return path != null && workspace.folder() != null
                    ? path.equals(workspace.folder())
                    : workspace.isRecordedAs(recorded.path());
        }
    }

    SessionFolders(LoopAssembly assembly, List<LoopRow> rows) {
        this.assembly = assembly;
        this.taskOfLog = taskOfLog(rows);
        this.takenIds = assembly.takenIds();
    }

    /** The task run that the registry gives to each log folder, however its path is spelled. */
    private Map<Path, String> taskOfLog(List<LoopRow> rows) {
        Map<Path, String> tasks = new HashMap<>();
        for (LoopRow row : rows) {
            String recorded = row.logTracePath();
            if (recorded != null && !recorded.isBlank()) {
                String task = row.key().taskRunId();
                assembly.folder(recorded)
                        .map(SessionFolders::run)
                        .ifPresent(folder -> tasks.merge(
                                folder,
                                task,
                                (one, other) -> LoopAssembly.isMadeUp(one) || other.compareTo(one) < 0 ? other : one));
            }
        }
        return tasks;
    }

    /** RD-Agent's forks record the folder of a run, or {@code __session__} in it. */
    static Path run(Path recorded) {
        Path parent = recorded.getParent();
        boolean inside = parent != null && RunFinder.STATES.equals(String.valueOf(recorded.getFileName()));
        return inside ? parent : recorded;
    }

    void addAll(List<SessionTrace> traces) {
        names.addAll(traces);
        Map<LoopKey, List<Recorded>> byLoop = new LinkedHashMap<>();
        for (SessionTrace trace : traces) {
            List<Folder> folders = trace.workspaces().stream()
                    .map(one ->
                            new Folder(one, assembly.workspaceFolder(one.path()).orElse(null)))
                    .toList();
            key(trace, folders)
                    .ifPresent(key -> byLoop.computeIfAbsent(key, any -> new ArrayList<>())
                            .add(new Recorded(trace, folders)));
        }
        byLoop.forEach(this::add);
    }

    private Optional<LoopKey> key(SessionTrace trace, List<Folder> folders) {
        Path experiment = folders.stream()
                .filter(folder -> folder.recorded().experiment())
                .flatMap(folder -> Optional.ofNullable(folder.path()).stream())
                .findFirst()
                .orElse(null);
        Optional<LoopKey> key =
                Optional.ofNullable(experiment).flatMap(this::ownerOf).or(() -> byLog(trace));
        if (experiment != null && key.isPresent()) {
            loopsOfExperiments.putIfAbsent(experiment, key.get());
        }
        return key;
    }

    private Optional<LoopKey> ownerOf(Path experiment) {
        return assembly.claimOf(experiment)
                .or(() -> assembly.ownerOf(experiment))
                .or(() -> Optional.ofNullable(loopsOfExperiments.get(experiment)))
                .or(() -> {
                    FolderIdentity identity = FolderMetadata.readWorkspaceMeta(experiment);
                    String task = identity.taskRunId();
                    Integer loop = identity.loopId();
                    return task == null || loop == null || !LoopKey.isTaskRunId(task)
                            ? Optional.empty()
                            : Optional.of(new LoopKey(task, loop));
                });
    }

    private Optional<LoopKey> byLog(SessionTrace trace) {
        SessionEntry entry = trace.entry();
        String own = trace.taskRunId();
        String task = Stream.of(entry.run(), entry.logFolder())
                .flatMap(folder -> Optional.ofNullable(taskOfLog.get(folder)).stream())
                .findFirst()
                .orElseGet(() -> own == null ? names.of(entry.run()) : own);
        if (!LoopKey.isTaskRunId(task)) {
            assembly.report(entry.run().toString(), "'" + task + "' cannot be a task run id");
            return Optional.empty();
        }
        return Optional.of(new LoopKey(task, entry.loopId()));
    }

    private void add(LoopKey key, List<Recorded> all) {
        Recorded best = all.stream()
                .max(Comparator.comparing((Recorded one) -> one.trace().isFinished())
                        .thenComparing(one -> one.trace().isOver())
                        .thenComparing(
                                one -> one.trace().mark().map(SessionEntry.Mark::modifiedAt),
                                Comparator.comparing(at -> at.orElse(Instant.EPOCH)))
                        .thenComparing(one -> one.trace().entry().run()))
                .orElseThrow();
        for (Recorded one : all) {
            if (one != best) {
                assembly.report(
                        one.trace().entry().run() + ", loop "
                                + one.trace().entry().loopId(),
                        "another session tells of the same loop: "
                                + best.trace().entry().run());
            }
        }
        SessionTrace trace = best.trace();
        assembly.describe(
                key, new LoopAssembly.FolderLoop(trace.entry().logFolder(), trace.action(), trace.assumption()));
        assembly.session(key, trace);
        best.folders().forEach(folder -> add(key, trace, folder));
        if (trace.isFinished()) {
            assembly.members()
                    .supersede(key, workspace -> best.folders().stream().anyMatch(folder -> folder.isOf(workspace)));
        }
    }

    private void add(LoopKey key, SessionTrace trace, Folder folder) {
        Path path = folder.path();
        String recorded = folder.recorded().path();
        boolean known = path == null ? assembly.members().hasRecorded(key, recorded) : assembly.isClaimed(path);
        if (known) {
            return;
        }
        String role = folder.recorded().experiment() ? Workspace.EXPERIMENT : Workspace.SUB;
        assembly.add(
                key,
                new LoopWorkspace(
                        id(key, recorded, path), role, trace.action(), null, null, recorded, path, null, null, false));
        if (path != null) {
            assembly.claim(path, key);
        }
    }

    /** The folder's name, as in the registry; where another workspace has that already, the id of RD-Agent's log import. */
    private String id(LoopKey key, String recorded, @Nullable Path path) {
        List<String> names = PortablePath.parse(recorded).segments();
        String last =
                path != null ? String.valueOf(path.getFileName()) : names.isEmpty() ? "" : names.get(names.size() - 1);
        String name = last.startsWith(RunFinder.WORKSPACE) ? last.substring(RunFinder.WORKSPACE.length()) : last;
        return !name.isBlank() && takenIds.add(name) ? name : RegistryIds.workspaceId(key, recorded);
    }
}
