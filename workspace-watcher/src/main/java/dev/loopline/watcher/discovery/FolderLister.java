package dev.loopline.watcher.discovery;

import dev.loopline.kit.session.RunPlaces;
import dev.loopline.watcher.home.RdAgentHome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Lists the workspace folders of both layouts and the loops of runs. Names only, and of a loop its last file's size and time;
 * what is in them is not looked at, but for the scenario of a run that is new. For one thread.
 */
public final class FolderLister {

    static final String PREFIX = RunFinder.WORKSPACE;

    private final RdAgentHome home;
    private final FolderListings listings = new FolderListings();
    private final RunFinder finder = new RunFinder(listings);
    private final StepMarks marks = new StepMarks();
    private FolderScan last = FolderScan.NONE;

    public FolderLister(RdAgentHome home) {
        this.home = home;
    }

    /**
     * Lists them. A folder that is missing has no workspaces. What is as it was is the very same object as before.
     *
     * @throws IOException if a folder cannot be read
     */
    public FolderScan list() throws IOException {
        listings.begin();
        marks.begin();
        RunFinder.Found found = finder.find(home.logRoots(), home.traceRoots());
        List<SessionEntry> sessions = new ArrayList<>();
        found.runs().forEach(run -> addLoops(run, sessions));
        List<WorkspaceFolder> folders = workspaces(found.taskFolders());
        boolean changed = listings.isChanged();
        List<Unassigned> odd = new ArrayList<>(listings.unreadable());
        odd.addAll(found.odd());
        marks.end();
        listings.end();
        if (changed || !sessions.equals(last.sessions()) || !odd.equals(last.odd())) {
            last = new FolderScan(folders, found.taskFolders(), sessions, odd);
        }
        return last;
    }

    private void addLoops(RunFolder run, List<SessionEntry> sessions) {
        for (int loop : run.loops()) {
            RunPlaces places = new RunPlaces(
                    run.isTraced(loop) ? run.path() : null, run.saved().contains(loop) ? run.path() : null);
            sessions.add(new SessionEntry(
                    places, loop, run.ofServer(), marks.of(run, loop).orElse(null)));
        }
    }

    private List<WorkspaceFolder> workspaces(List<Path> taskFolders) throws IOException {
        List<WorkspaceFolder> found = new ArrayList<>();
        for (Path task : taskFolders) {
            for (Path folder : listings.in(task)) {
                String name = name(folder);
                if (name.startsWith(PREFIX) && name.length() > PREFIX.length()) {
                    found.add(new WorkspaceFolder(folder, name.substring(PREFIX.length()), name(task)));
                }
            }
        }
        for (Path root : home.workspaceRoots()) {
            listings.in(root).forEach(folder -> found.add(new WorkspaceFolder(folder, name(folder), null)));
        }
        return found;
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }
}
