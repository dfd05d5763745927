package dev.loopline.watcher.discovery;

import java.nio.file.Path;
import java.util.List;

/**
 * The workspace folders of both layouts, and the loops of runs.
 *
 * @param folders all workspace folders
 * @param taskFolders the folders of runs, and those that hold workspaces in the layout of the initialisation guide
 * @param sessions the loops of runs
 * @param odd what looks like a run and is not carried, or cannot be read
 */
public record FolderScan(
        List<WorkspaceFolder> folders, List<Path> taskFolders, List<SessionEntry> sessions, List<Unassigned> odd) {

    public static final FolderScan NONE = new FolderScan(List.of(), List.of(), List.of(), List.of());

    public FolderScan {
        folders = List.copyOf(folders);
        taskFolders = List.copyOf(taskFolders);
        sessions = List.copyOf(sessions);
        odd = List.copyOf(odd);
    }
}
