package dev.loopline.watcher.discovery;

import dev.loopline.watcher.home.RdAgentHome;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lists the workspace folders of both layouts and the loops of session logs. Names only, and of a session loop its last file's
 * size and time: what is in them is not looked at. Links are not folders here. A
 * folder whose modification time says that no entry came or went is not read again. For one thread.
 */
public final class FolderLister {

    static final String PREFIX = "workspace_";

    private static final Pattern LOOP = Pattern.compile("Loop_([0-9]{1,9})");
    private static final Pattern NUMBER = Pattern.compile("([0-9]{1,9})");

    /** Modification times may be this coarse; within it, two changes look like one. */
    private static final Duration COARSE = Duration.ofSeconds(3);

    private final RdAgentHome home;
    private Map<Path, Listing> known = new HashMap<>();
    private Map<Path, Listing> next = new HashMap<>();
    private FolderScan last = FolderScan.NONE;
    private boolean changed;

    /** What is in a folder, sorted; {@code loops} are the numbers of loops that names in it tell. */
    private record Listing(Instant modifiedAt, Instant listedAt, List<Path> folders, Set<Integer> loops) {

        static final Listing NONE = new Listing(Instant.MIN, Instant.MIN, List.of(), Set.of());

        boolean stillHolds(Instant modified) {
            return modified.equals(modifiedAt) && modified.plus(COARSE).isBefore(listedAt);
        }
    }

    public FolderLister(RdAgentHome home) {
        this.home = home;
    }

    /**
     * Lists them. A folder that is missing has no workspaces. What is as it was is the very same object as before.
     *
     * @throws IOException if a folder cannot be read
     */
    public FolderScan list() throws IOException {
        next = new HashMap<>();
        changed = false;
        List<Path> tasks = listing(home.logs()).folders();
        List<Listing> inside = new ArrayList<>();
        List<SessionEntry> sessions = new ArrayList<>();
        for (Path task : tasks) {
            Listing listing = listing(task);
            inside.add(listing);
            addSession(task, listing, sessions);
        }
        List<Path> workspaces = listing(home.workspaces()).folders();
        known = next;
        if (changed || !sessions.equals(last.sessions())) {
            last = scan(tasks, inside, workspaces, sessions);
        }
        return last;
    }

    private static FolderScan scan(
            List<Path> tasks, List<Listing> inside, List<Path> workspaces, List<SessionEntry> sessions) {
        List<WorkspaceFolder> found = new ArrayList<>();
        for (int i = 0; i < tasks.size(); i++) {
            String task = name(tasks.get(i));
            for (Path folder : inside.get(i).folders()) {
                String name = name(folder);
                if (name.startsWith(PREFIX) && name.length() > PREFIX.length()) {
                    found.add(new WorkspaceFolder(folder, name.substring(PREFIX.length()), task));
                }
            }
        }
        workspaces.forEach(folder -> found.add(new WorkspaceFolder(folder, name(folder), null)));
        return new FolderScan(found, tasks, sessions);
    }

    /** The loops that a session folder knows of: by their pickles, or by their saved states. */
    private void addSession(Path session, Listing inside, List<SessionEntry> sessions) throws IOException {
        Path states = session.resolve(SessionEntry.STATES);
        SortedSet<Integer> loops = new TreeSet<>(inside.loops());
        if (Collections.binarySearch(inside.folders(), states) >= 0) {
            loops.addAll(listing(states).loops());
        }
        for (int loop : loops) {
            sessions.add(new SessionEntry(
                    session, loop, SessionTrace.mark(session, loop).orElse(null)));
        }
    }

    private Listing listing(Path parent) throws IOException {
        Listing before = known.get(parent);
        Listing now = look(parent, before);
        next.put(parent, now);
        changed |= before == null || !now.folders().equals(before.folders());
        return now;
    }

    private static Listing look(Path parent, @Nullable Listing before) throws IOException {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(parent, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!attributes.isDirectory()) {
                return Listing.NONE;
            }
            Instant modified = attributes.lastModifiedTime().toInstant();
            return before != null && before.stillHolds(modified) ? before : read(parent, modified);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return Listing.NONE; // not there, or vanished between two looks
        }
    }

    private static Listing read(Path parent, Instant modified) throws IOException {
        Instant now = Instant.now();
        Pattern numbered = name(parent).equals(SessionEntry.STATES) ? NUMBER : LOOP;
        List<Path> folders = new ArrayList<>();
        Set<Integer> loops = new HashSet<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(parent)) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    folders.add(entry);
                    Matcher number = numbered.matcher(name(entry));
                    if (number.matches()) {
                        loops.add(Integer.valueOf(number.group(1)));
                    }
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        folders.sort(null);
        return new Listing(modified, now, List.copyOf(folders), Set.copyOf(loops));
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }
}
