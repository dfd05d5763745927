package dev.loopline.watcher.discovery;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.RegistryIds;
import dev.loopline.contracts.event.Workspace;
import dev.loopline.watcher.registry.WorkspaceRow;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Ties folders that the registry does not know to loops: by the folder below {@code log/} and the loop number in a metadata
 * file, or by {@code workspace_meta.json} alone. In the layout of the initialisation guide a workspace whose files name no
 * loop is taken for loop 0 if it is the only one of its task run; that is recorded as an assumption.
 */
final class UnregisteredFolders {

    private final LoopAssembly assembly;
    private final Map<Path, String> taskOfFolder;
    private final Set<String> takenIds;
    private final AdoptedFolders adopted;
    /** Named last: a run leaves many of them, and a list may be cut. */
    private final List<WorkspaceFolder> withoutResult = new ArrayList<>();

    private final Map<String, Integer> siblings = new HashMap<>();

    UnregisteredFolders(LoopAssembly assembly, Map<Path, String> taskOfFolder, AdoptedFolders adopted) {
        this.assembly = assembly;
        this.taskOfFolder = taskOfFolder;
        this.takenIds = assembly.takenIds();
        this.adopted = adopted;
    }

    void addAll(List<WorkspaceFolder> folders) {
        for (WorkspaceFolder folder : folders) {
            if (folder.taskFolder() != null) {
                siblings.merge(folder.taskFolder(), 1, Integer::sum);
            }
        }
        Set<Path> seen = new HashSet<>();
        for (WorkspaceFolder folder : folders) {
            seen.add(folder.path());
            if (!assembly.isClaimed(folder.path())) {
                add(folder);
            }
        }
        for (Path folder : adopted.folders()) {
            boolean isThere = Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS);
            if (isThere && !seen.contains(folder) && !assembly.isClaimed(folder)) {
                add(new WorkspaceFolder(folder, AdoptedFolders.workspaceId(folder), null));
            }
        }
        leaveThoseWithoutResult();
    }

    private void leaveThoseWithoutResult() {
        withoutResult.forEach(
                folder -> leave(folder, "neither a registry row nor workspace_meta.json says whose workspace it is"));
    }

    private void add(WorkspaceFolder folder) {
        String taskFolder = folder.taskFolder();
        if (taskFolder == null) {
            addByMetadata(folder);
        } else {
            addByTaskFolder(folder, taskFolder);
        }
    }

    private void addByMetadata(WorkspaceFolder folder) {
        WorkspaceLook look = assembly.look(folder.path());
        FolderIdentity identity = look.identity();
        String task = identity.taskRunId();
        Integer loop = identity.loopId();
        if ((task == null || loop == null) && look.holdsResult()) {
            leave(
                    folder,
                    "it holds a result, but no session, registry row or workspace_meta.json says whose it is;"
                            + " 'loopline adopt' carries it as a loop of its own");
        } else if (task == null || loop == null) {
            withoutResult.add(folder);
        } else if (!LoopKey.isTaskRunId(task)) {
            leave(folder, "workspace_meta.json names '" + task + "', no task run id");
        } else {
            add(folder, new LoopKey(task, loop), identity, null, null);
        }
    }

    private void addByTaskFolder(WorkspaceFolder folder, String taskFolder) {
        Path parent = Objects.requireNonNull(folder.path().getParent());
        String task = taskOfFolder.getOrDefault(parent, taskFolder);
        if (!LoopKey.isTaskRunId(task)) {
            leave(folder, "'" + task + "' cannot be a task run id");
            return;
        }
        FolderIdentity identity = FolderMetadata.read(folder.path());
        Integer loop = identity.loopId();
        if (loop != null) {
            add(folder, new LoopKey(task, loop), identity, parent, null);
        } else if (siblings.getOrDefault(taskFolder, 0) == 1 && !assembly.knowsTask(task)) {
            String assumption = "no file names the loop; it is the only one of its task run, so it is taken for loop 0";
            add(folder, new LoopKey(task, 0), identity, parent, assumption);
        } else {
            leave(folder, "no registry row and no metadata file says which loop of " + task + " it belongs to");
        }
    }

    /** Nothing ties the folder to a loop: it is one of its own if a person adopted it. */
    private void leave(WorkspaceFolder folder, String reason) {
        Path path = folder.path();
        Optional<LoopKey> legacy = adopted.loopOf(path);
        Optional<WorkspaceRow> row = assembly.ownRow(path);
        if (legacy.isEmpty()) {
            assembly.report(path.toString(), reason);
        } else if (row.isPresent()) {
            assembly.add(legacy.get(), LoopWorkspace.of(row.get(), path));
        } else {
            add(folder, legacy.get(), FolderMetadata.read(path), null, null);
        }
    }

    private void add(
            WorkspaceFolder folder,
            LoopKey loop,
            FolderIdentity identity,
            @Nullable Path taskFolder,
            @Nullable String assumption) {
        String path = folder.path().toString().replace('\\', '/');
        // The registry's key is the workspace id alone: the same name below two task runs needs two ids.
        String id = takenIds.add(folder.workspaceId()) ? folder.workspaceId() : RegistryIds.workspaceId(loop, path);
        assembly.add(
                loop,
                new LoopWorkspace(
                        id,
                        Objects.requireNonNullElse(identity.role(), Workspace.EXPERIMENT),
                        identity.action(),
                        null,
                        null,
                        path,
                        folder.path(),
                        null,
                        null,
                        false));
        assembly.describe(loop, new LoopAssembly.FolderLoop(taskFolder, identity.action(), assumption));
    }
}
