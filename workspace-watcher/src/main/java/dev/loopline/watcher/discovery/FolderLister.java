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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lists the workspace folders of both layouts and the loops of session logs. Names only, and of a session loop its last file's
 * size and time: what is in them is not looked at. Links are not folders here. A
 * folder whose modification time says that no entry came or went is not read again. For one thread.
 */
public final class FolderLister {

    static final String PREFIX = "workspace_";

    private static final Pattern LOOP = Pattern.compile("Loop_([0-9]{1,9})");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

    /** Modification times may be this coarse; within it, two changes look like one. */
    private static final Duration COARSE = Duration.ofSeconds(3);

    private final RdAgentHome home;
    private Map<Path, Listing> known = new HashMap<>();
    private Map<Path, Listing> next = new HashMap<>();

    private record Listing(Instant modifiedAt, Instant listedAt, List<Path> folders) {

        boolean stillHolds(Instant modified) {
            return modified.equals(modifiedAt) && modified.plus(COARSE).isBefore(listedAt);
        }
    }

    public FolderLister(RdAgentHome home) {
        this.home = home;
    }

    /**
     * Lists them. A folder that is missing has no workspaces.
     *
     * @throws IOException if a folder cannot be read
     */
    public FolderScan list() throws IOException {
        next = new HashMap<>();
        List<WorkspaceFolder> found = new ArrayList<>();
        List<SessionEntry> sessions = new ArrayList<>();
        List<Path> tasks = folders(home.logs());
        for (Path task : tasks) {
            List<Path> inside = folders(task);
            for (Path folder : inside) {
                String name = name(folder);
                if (name.startsWith(PREFIX) && name.length() > PREFIX.length()) {
                    found.add(new WorkspaceFolder(folder, name.substring(PREFIX.length()), name(task)));
                }
            }
            addSession(task, inside, sessions);
        }
        for (Path folder : folders(home.workspaces())) {
            found.add(new WorkspaceFolder(folder, name(folder), null));
        }
        known = next;
        return new FolderScan(found, tasks, sessions);
    }

    /** The loops that a session folder knows of: by their pickles, or by their saved states. */
    private void addSession(Path session, List<Path> inside, List<SessionEntry> sessions) throws IOException {
        SortedSet<Integer> loops = new TreeSet<>();
        for (Path folder : inside) {
            Matcher pickles = LOOP.matcher(name(folder));
            if (pickles.matches()) {
                loops.add(Integer.valueOf(pickles.group(1)));
            } else if (name(folder).equals(SessionEntry.STATES)) {
                folders(folder).stream()
                        .map(FolderLister::name)
                        .filter(name -> NUMBER.matcher(name).matches())
                        .forEach(name -> loops.add(Integer.valueOf(name)));
            }
        }
        for (int loop : loops) {
            sessions.add(new SessionEntry(
                    session, loop, SessionTrace.mark(session, loop).orElse(null)));
        }
    }

    private List<Path> folders(Path parent) throws IOException {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(parent, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!attributes.isDirectory()) {
                return List.of();
            }
            Instant modified = attributes.lastModifiedTime().toInstant();
            Listing before = known.get(parent);
            Listing listing = before != null && before.stillHolds(modified)
                    ? before
                    : new Listing(modified, Instant.now(), read(parent));
            next.put(parent, listing);
            return listing.folders();
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of(); // not there, or vanished between two looks
        }
    }

    private static List<Path> read(Path parent) throws IOException {
        List<Path> out = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(parent)) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    out.add(entry);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        out.sort(null);
        return out;
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }
}
