package dev.loopline.watcher.discovery;

import dev.loopline.contracts.LoopKey;
import dev.loopline.watcher.registry.LoopRow;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A loop that may or may not be finished.
 *
 * @param key the loop
 * @param row its registry row; null if it was found by its folder only
 * @param workspaces its workspaces, by id
 * @param action what it does, if anything says so
 * @param taskFolder the folder below {@code log/} that holds its workspaces or its session
 * @param session what RD-Agent's session log says of it; null if there is none
 * @param assumption what had to be assumed about its identity; null if nothing
 * @param superseded ids of registered workspaces that belonged to a loop of the same key which RD-Agent rolled back
 */
public record Candidate(
        LoopKey key,
        @Nullable LoopRow row,
        List<LoopWorkspace> workspaces,
        @Nullable String action,
        @Nullable Path taskFolder,
        @Nullable SessionTrace session,
        @Nullable String assumption,
        List<String> superseded) {

    public Candidate {
        workspaces = List.copyOf(workspaces);
        superseded = List.copyOf(superseded);
    }

    /** This, with what another look found in the session logs, unless this one found something itself. */
    public Candidate withSession(@Nullable SessionTrace other) {
        return session != null || other == null
                ? this
                : new Candidate(key, row, workspaces, action, taskFolder, other, assumption, superseded);
    }

    /** The folder with the states of its session, if that is not the one with its pickles. */
    public Optional<Path> sessionApart() {
        return Optional.ofNullable(session)
                .map(SessionTrace::entry)
                .flatMap(entry -> entry.sessionFolder()
                        .filter(folder -> !folder.equals(entry.places().trace())
                                && entry.places().trace() != null));
    }

    /** The workspaces that are there, in order: id to folder. */
    public Map<String, Path> folders() {
        Map<String, Path> out = new LinkedHashMap<>();
        for (LoopWorkspace workspace : workspaces) {
            Path folder = workspace.folder();
            if (folder != null) {
                out.put(workspace.workspaceId(), folder);
            }
        }
        return out;
    }

    /** Whether its session is not over, or a workspace is known from a folder's files alone. */
    boolean isUndecided() {
        return (session != null && !session.isOver())
                || workspaces.stream().anyMatch(workspace -> !workspace.inRegistry());
    }

    /** Whether a workspace is recorded in which a backtest runs. */
    public boolean hasExperiment() {
        return workspaces.stream().anyMatch(LoopWorkspace::isExperiment);
    }

    /** The workspace with this id. */
    public Optional<LoopWorkspace> workspace(String workspaceId) {
        return workspaces.stream()
                .filter(workspace -> workspace.workspaceId().equals(workspaceId))
                .findFirst();
    }
}
