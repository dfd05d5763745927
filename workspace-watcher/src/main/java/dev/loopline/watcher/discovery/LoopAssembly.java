package dev.loopline.watcher.discovery;

import dev.loopline.contracts.LoopKey;
import dev.loopline.watcher.registry.LoopRow;
import dev.loopline.watcher.registry.RegistryRows;
import dev.loopline.watcher.registry.WorkspaceRow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Brings rows and folders together. A folder that the registry knows belongs to the loop that the registry says, whatever
 * the folder is called and however its path is spelled; only a folder that no row knows is identified by its own name and
 * metadata. One instance per look; for one thread.
 */
public final class LoopAssembly {

    private static final Set<String> ACTIONS = Set.of("factor", "model");

    private final FolderScan scan;
    private final RegistryRows rows;
    private final PathBook paths;
    private final Function<Path, Optional<LoopKey>> owners;
    private AdoptedFolders adopted = AdoptedFolders.NONE;
    private final List<SessionTrace> traces;
    private final Map<LoopKey, LoopRow> loopRows = new LinkedHashMap<>();
    private final LoopMembers members = new LoopMembers();
    private final Map<LoopKey, FolderLoop> byFolder = new HashMap<>();
    private final Map<LoopKey, SessionTrace> sessions = new HashMap<>();
    private final Map<String, String> lostTasks = new HashMap<>();
    private final Set<Path> claimed = new HashSet<>();
    private final Map<Path, LoopKey> claims = new HashMap<>();
    /** Rows that we wrote for the loops of adopted folders: they tie a folder to its loop only if nothing else does. */
    private final Map<Path, WorkspaceRow> yielding = new HashMap<>();

    private final List<Unassigned> unassigned = new ArrayList<>();

    /**
     * @param owners the loop that a folder is already registered for
     * @param traces what session logs say
     */
    public LoopAssembly(
            FolderScan scan,
            RegistryRows rows,
            PathBook paths,
            Function<Path, Optional<LoopKey>> owners,
            List<SessionTrace> traces) {
        this.scan = scan;
        this.rows = rows;
        this.paths = paths;
        this.owners = owners;
        this.traces = traces;
    }

    /** Folders that become loops of their own where nothing ties them to one. */
    public LoopAssembly adopting(AdoptedFolders folders) {
        adopted = folders;
        return this;
    }

    /** What a folder without row adds to a loop. */
    record FolderLoop(
            @Nullable Path taskFolder,
            @Nullable String action,
            @Nullable String assumption) {}

    /** A full look: all rows and all folders. */
    public Discovery assemble() {
        paths.begin(scan.folders().stream().map(WorkspaceFolder::path).collect(Collectors.toUnmodifiableSet()));
        Map<Path, String> taskOfFolder = claimRows();
        if (!traces.isEmpty()) {
            new SessionFolders(this, rows.loops()).addAll(traces);
        }
        new UnregisteredFolders(this, taskOfFolder, adopted).addAll(scan.folders());
        return discovery();
    }

    /**
     * A look at a few loops that the registry knows, and at what sessions that have ended say of them; other folders without
     * rows are left for the full look.
     */
    public Discovery assembleRowsOnly() {
        rows.workspaces().forEach(row -> paths.retry(row.path()));
        claimRows();
        if (!traces.isEmpty()) {
            traces.stream()
                    .flatMap(trace -> trace.workspaces().stream())
                    .forEach(recorded -> paths.retry(recorded.path()));
            new SessionFolders(this, rows.loops()).addAll(traces);
            // A session that turns out to be about another loop is left for the full look, which has that loop's row.
            sessions.keySet().retainAll(loopRows.keySet());
            members.keepOnly(loopRows.keySet());
        }
        yielding.forEach(this::addIfRegistered);
        return discovery();
    }

    private Discovery discovery() {
        // The loop of an adopted folder that belongs to another loop by now is no loop to wait for.
        adopted.folders().stream()
                .flatMap(folder -> adopted.loopOf(folder).stream())
                .filter(key -> !members.has(key))
                .forEach(loopRows::remove);
        unassigned.addAll(0, scan.odd()); // a list may be cut, and a run weighs more than a folder
        rows.unreadable().forEach(text -> unassigned.add(new Unassigned("registry", text)));
        Set<LoopKey> keys = new HashSet<>(loopRows.keySet());
        keys.addAll(members.loops());
        keys.addAll(sessions.keySet());
        Map<LoopKey, Candidate> loops = new HashMap<>();
        keys.forEach(key -> loops.put(key, candidate(key)));
        return new Discovery(loops, unassigned);
    }

    /** Takes the rows of loops, and returns, for each folder of workspaces, the task run that the registry ties it to. */
    private Map<Path, String> claimRows() {
        for (LoopRow row : rows.loops()) {
            loopRows.put(row.key(), row);
            if (row.isTaskLost()) {
                lostTasks.put(row.key().taskRunId(), String.valueOf(row.taskStatus()));
            }
        }
        return new RegisteredFolders(this).addAll(rows.workspaces());
    }

    /** Ids that RD-Agent's scan tools made up for folders they could not place. */
    static boolean isMadeUp(String taskRunId) {
        return taskRunId.startsWith(AdoptedFolders.LEGACY)
                || taskRunId.startsWith("synthetic_")
                || taskRunId.startsWith("unknown_");
    }

    void add(LoopKey loop, LoopWorkspace workspace) {
        members.add(loop, workspace);
    }

    LoopMembers members() {
        return members;
    }

    void describe(LoopKey loop, FolderLoop found) {
        byFolder.putIfAbsent(loop, found);
    }

    void report(String subject, String reason) {
        unassigned.add(new Unassigned(subject, reason));
    }

    void session(LoopKey loop, SessionTrace trace) {
        sessions.put(loop, trace);
    }

    /** The folder belongs to a row, whether or not that row names a loop. */
    void claim(Path folder) {
        claimed.add(folder);
    }

    void claim(Path folder, LoopKey loop) {
        claim(folder);
        claims.put(folder, loop);
    }

    boolean hasRow(LoopKey loop) {
        return loopRows.containsKey(loop);
    }

    /** Forgets the rows of those loops that have no workspace. */
    void dropWithoutWorkspace(Set<LoopKey> loops) {
        loops.stream().filter(loop -> !members.has(loop)).forEach(loopRows::remove);
    }

    /** The loop that the registry gives a folder to. */
    Optional<LoopKey> claimOf(Path folder) {
        return Optional.ofNullable(claims.get(folder));
    }

    /** The loop that a folder is already registered for; the loop of an adopted folder does not count, it yields. */
    Optional<LoopKey> ownerOf(Path folder) {
        return owners.apply(folder).filter(loop -> !adopted.isOwn(folder, loop));
    }

    /** Whether a row of an adopted folder ties it to no other loop. */
    boolean yields(WorkspaceRow row, Path folder) {
        Optional<LoopKey> own = adopted.loopOf(folder);
        Integer number = row.loopId();
        LoopKey loop =
                number == null || !LoopKey.isTaskRunId(row.taskRunId()) ? null : new LoopKey(row.taskRunId(), number);
        boolean isOwn = own.isPresent() && own.get().equals(loop);
        if (isOwn) {
            yielding.put(folder, row);
        }
        return isOwn || (own.isPresent() && (loop == null || !loopRows.containsKey(loop)));
    }

    /** A look at a few rows does not see all sessions, so that it leaves the loop of an adopted folder as it is. */
    private void addIfRegistered(Path folder, WorkspaceRow row) {
        adopted.loopOf(folder)
                .filter(own -> owners.apply(folder).equals(Optional.of(own)))
                .ifPresent(own -> add(own, LoopWorkspace.of(row, folder)));
    }

    /** The row that we wrote for an adopted folder. */
    Optional<WorkspaceRow> ownRow(Path folder) {
        return Optional.ofNullable(yielding.get(folder));
    }

    /** Where a workspace that a session log names lies here. */
    Optional<Path> workspaceFolder(String recorded) {
        return paths.workspace(recorded);
    }

    /** What a workspace holds that no row and no session names. */
    WorkspaceLook look(Path folder) {
        return paths.look(folder);
    }

    /** Where a recorded folder lies here. */
    Optional<Path> folder(String recorded) {
        return paths.folder(recorded);
    }

    boolean isClaimed(Path folder) {
        return claimed.contains(folder);
    }

    boolean knowsTask(String taskRunId) {
        return loopRows.keySet().stream().anyMatch(key -> key.taskRunId().equals(taskRunId));
    }

    /** Ids that a folder without row cannot get; that of an adopted folder goes with it to its real loop. */
    Set<String> takenIds() {
        return rows.workspaces().stream()
                .filter(row -> !yielding.containsValue(row))
                .map(WorkspaceRow::workspaceId)
                .collect(Collectors.toCollection(HashSet::new));
    }

    private Candidate candidate(LoopKey key) {
        LoopRow row = loopRows.get(key);
        FolderLoop folder = byFolder.get(key);
        List<LoopWorkspace> workspaces = members.of(key);
        Optional<String> action = action(row == null ? null : row.action())
                .or(() -> workspaces.stream()
                        .filter(LoopWorkspace::isExperiment)
                        .flatMap(workspace -> action(workspace.experimentType()).stream())
                        .findFirst())
                .or(() -> action(folder == null ? null : folder.action()));
        return new Candidate(
                key,
                row,
                workspaces,
                action.orElse(null),
                folder == null ? null : folder.taskFolder(),
                session(key),
                folder == null ? null : folder.assumption(),
                members.supersededOf(key));
    }

    /** A session whose task run is over does not go on with what it left half done. */
    private @Nullable SessionTrace session(LoopKey key) {
        SessionTrace trace = sessions.get(key);
        String lost = trace == null || trace.isOver() ? null : lostTasks.get(key.taskRunId());
        return trace == null || lost == null ? trace : trace.crashed("its task run ended as " + lost);
    }

    static Optional<String> action(@Nullable String text) {
        return Optional.ofNullable(text).filter(ACTIONS::contains);
    }
}
