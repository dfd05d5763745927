package dev.loopline.backfill.metadata;

import dev.loopline.backfill.workspace.WorkspaceFolder;
import dev.loopline.backfill.yaml.ExecutedConfiguration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What is there of the files that values are derived from.
 *
 * @param files the files of all workspaces, as {@code <workspace>/<path>}
 * @param configurationKept whether the configuration is the one that an earlier backfill found, because its source vanished
 * @param vanishedWeights weights that an earlier backfill found and that are gone
 */
public record Sources(Set<String> files, boolean configurationKept, List<String> vanishedWeights) {

    public Sources {
        files = Set.copyOf(files);
        vanishedWeights = List.copyOf(vanishedWeights);
    }

    public static Sources of(List<WorkspaceFolder> folders, boolean configurationKept, List<String> vanishedWeights) {
        Set<String> files = new HashSet<>();
        folders.forEach(folder -> folder.files().forEach(file -> files.add(folder.workspaceId() + "/" + file.path())));
        return new Sources(files, configurationKept, vanishedWeights);
    }

    boolean has(String workspaceId, String path) {
        return files.contains(workspaceId + "/" + path);
    }

    /** The origin of what the configuration says. */
    String of(ExecutedConfiguration configuration) {
        return configurationKept ? Origin.KEPT : Origin.of(configuration);
    }
}
