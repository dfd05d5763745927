package dev.loopline.backfill.loop;

import dev.loopline.backfill.note.Notes;
import dev.loopline.backfill.workspace.HomeFolder;
import dev.loopline.backfill.workspace.WorkspaceFolder;
import dev.loopline.contracts.event.Workspace;
import dev.loopline.contracts.event.WorkspaceRegistered;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A loop whose workspaces have been found and listed.
 *
 * @param event what was registered
 * @param primary the primary workspace as registered
 * @param folders the folders that are there, in the order of the event, each once
 */
record OpenLoop(WorkspaceRegistered event, Workspace primary, List<WorkspaceFolder> folders) {

    OpenLoop {
        folders = List.copyOf(folders);
    }

    /** The folder of the primary workspace; there is none only while the loop is opened. */
    Optional<WorkspaceFolder> primaryFolder() {
        return folders.stream()
                .filter(folder -> folder.workspaceId().equals(primary.workspaceId()))
                .findFirst();
    }

    /**
     * @param mostFiles over all workspaces
     * @throws HomeNotThereException if a missing workspace says nothing about the loop
     * @throws WorkspaceAwayException if the primary workspace is not there
     */
    static OpenLoop open(WorkspaceRegistered event, HomeFolder home, int mostFiles, Notes notes) throws IOException {
        if (!home.isThere()) {
            throw new HomeNotThereException("the RD-Agent home is not there: " + home.path());
        }
        Workspace primary = event.workspaces().stream()
                .filter(one -> one.workspaceId().equals(event.primaryWorkspaceId()))
                .findFirst()
                .orElseThrow(() -> new NoPrimaryWorkspaceException(event));
        List<WorkspaceFolder> folders = new ArrayList<>();
        Set<Path> seen = new HashSet<>();
        int rest = mostFiles;
        for (Workspace workspace : event.workspaces()) {
            Optional<Path> root = find(workspace, home, notes);
            if (root.isPresent() && !seen.add(root.get())) {
                notes.add("WORKSPACE_TWICE", workspace.workspaceId(), "Its folder is that of another workspace.");
            } else if (root.isPresent()) {
                Optional<WorkspaceFolder> folder = list(workspace, root.get(), rest, notes);
                rest -= folder.map(one -> one.files().size()).orElse(0);
                folder.ifPresent(folders::add);
            }
        }
        OpenLoop open = new OpenLoop(event, primary, folders);
        if (open.primaryFolder().isEmpty()) {
            throw new WorkspaceAwayException(
                    WorkspaceAwayException.MISSING,
                    "the workspace " + primary.recordedPath() + " is neither in the RD-Agent home nor in another root");
        }
        return open;
    }

    private static Optional<WorkspaceFolder> list(Workspace workspace, Path root, int most, Notes notes)
            throws IOException {
        try {
            return Optional.of(WorkspaceFolder.open(workspace.workspaceId(), root, most, notes));
        } catch (NoSuchFileException e) {
            notes.add(WorkspaceAwayException.MISSING, workspace.workspaceId(), "Its folder was removed meanwhile.");
            return Optional.empty();
        }
    }

    private static Optional<Path> find(Workspace workspace, HomeFolder home, Notes notes) throws IOException {
        String path = workspace.homeRelativePath();
        Optional<Path> root = home.folder(path);
        if (root.isEmpty()) {
            if (path != null && !home.hasRootOf(path)) {
                throw new HomeNotThereException("no root is there for " + path
                        + ": is its disk mounted, and did this service get the same roots as the watcher?");
            }
            notes.add(
                    WorkspaceAwayException.MISSING,
                    workspace.workspaceId(),
                    "Its folder is neither in the RD-Agent home nor in another root: " + workspace.recordedPath());
        }
        return root;
    }
}
