package dev.loopline.watcher.discovery;

import java.nio.file.Path;
import java.util.List;

/**
 * The workspace folders of both layouts, and the loops of session logs.
 *
 * @param folders all workspace folders
 * @param taskFolders the folders below {@code log/}
 * @param sessions the loops of session logs
 */
public record FolderScan(List<WorkspaceFolder> folders, List<Path> taskFolders, List<SessionEntry> sessions) {

    public static final FolderScan NONE = new FolderScan(List.of(), List.of(), List.of());

    public FolderScan {
        folders = List.copyOf(folders);
        taskFolders = List.copyOf(taskFolders);
        sessions = List.copyOf(sessions);
    }
}
