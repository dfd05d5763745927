package dev.loopline.watcher.registry;

import java.util.List;

/**
 * Rows that were read in one go.
 *
 * @param loops loops that can be a loop
 * @param workspaces workspaces, also of loops that have no row
 * @param unreadable what rows could not be understood, one sentence each
 */
public record RegistryRows(List<LoopRow> loops, List<WorkspaceRow> workspaces, List<String> unreadable) {

    public static final RegistryRows NONE = new RegistryRows(List.of(), List.of(), List.of());

    public RegistryRows {
        loops = List.copyOf(loops);
        workspaces = List.copyOf(workspaces);
        unreadable = List.copyOf(unreadable);
    }
}
