package dev.loopline.watcher.discovery;

import java.nio.file.Path;
import java.util.List;

/**
 * The workspace folders of both layouts.
 *
 * @param folders all workspace folders
 * @param taskFolders the folders below {@code log/}
 */
public record FolderScan(List<WorkspaceFolder> folders, List<Path> taskFolders) {

    public FolderScan {
        folders = List.copyOf(folders);
        taskFolders = List.copyOf(taskFolders);
    }
}
