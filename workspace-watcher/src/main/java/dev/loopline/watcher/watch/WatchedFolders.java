package dev.loopline.watcher.watch;

import dev.loopline.watcher.discovery.Candidate;
import dev.loopline.watcher.home.RdAgentHome;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The folders in which something begins or ends: not those of loops that are registered. For one thread. */
final class WatchedFolders {

    /** A system watches so many folders and no more; a loop of an older task run is found by the next scan. */
    private static final int MOST_TASK_FOLDERS = 200;

    private final boolean wanted;
    private final RdAgentHome home;
    private final Path registry;
    private final FolderEvents events;
    private final WatchBoard board;

    /**
     * @param wanted whether file events are to be used at all
     * @param board shows why events do not arrive, if so
     */
    WatchedFolders(boolean wanted, RdAgentHome home, Path registry, FolderEvents events, WatchBoard board) {
        this.wanted = wanted;
        this.home = home;
        this.registry = registry;
        this.events = events;
        this.board = board;
    }

    /** Watches for these loops, and for new ones in the newest of these folders of task runs, and for nothing else. */
    void follow(List<Candidate> open, List<Path> taskFolders) {
        if (!wanted) {
            board.eventProblem("file events are switched off");
            return;
        }
        events.watch(whereLoopsEnd(open, taskFolders));
        board.eventProblem(events.problem().orElse(null));
    }

    private Set<Path> whereLoopsEnd(List<Candidate> open, List<Path> taskFolders) {
        Set<Path> folders = new HashSet<>();
        folders.add(Objects.requireNonNull(registry.getParent()));
        folders.add(home.root());
        folders.addAll(home.logRoots());
        folders.addAll(home.traceRoots());
        folders.addAll(home.workspaceRoots());
        folders.addAll(taskFolders.subList(Math.max(0, taskFolders.size() - MOST_TASK_FOLDERS), taskFolders.size()));
        for (Candidate loop : open) {
            folders.addAll(loop.folders().values());
            Optional.ofNullable(loop.session()).ifPresent(session -> folders.addAll(session.expectedIn()));
        }
        return folders;
    }
}
