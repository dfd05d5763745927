package dev.loopline.watcher.discovery;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
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
import org.jspecify.annotations.Nullable;

/**
 * Lists the folders in a folder and remembers what it listed: a folder whose modification time says that no entry came or
 * went is not read again. Links are no folders here. A folder that this user may not read keeps its last listing and is
 * reported. For one thread.
 */
final class FolderListings {

    /** Modification times may be this coarse; within it, two changes look like one. */
    private static final Duration COARSE = Duration.ofSeconds(3);

    private Map<Path, Listing> known = new HashMap<>();
    private Map<Path, Listing> next = new HashMap<>();
    private final List<Unassigned> unreadable = new ArrayList<>();
    private boolean changed;

    private record Listing(Instant modifiedAt, Instant listedAt, List<Path> folders) {

        static final Listing NONE = new Listing(Instant.MIN, Instant.MIN, List.of());

        boolean stillHolds(Instant modified) {
            return modified.equals(modifiedAt) && isSettled(modified, listedAt);
        }
    }

    /** Whether a folder that was modified then and listed later cannot have changed since without a newer time. */
    static boolean isSettled(Instant modified, Instant listedAt) {
        return modified.plus(COARSE).isBefore(listedAt);
    }

    /** Begins a new round; what is not asked for until its end is forgotten. */
    void begin() {
        next = new HashMap<>();
        unreadable.clear();
        changed = false;
    }

    void end() {
        known = next;
    }

    /** Whether a folder came, went or has other folders in it than in the round before. */
    boolean isChanged() {
        return changed || !known.keySet().equals(next.keySet());
    }

    /** Folders that could not be read in this round. */
    List<Unassigned> unreadable() {
        return List.copyOf(unreadable);
    }

    /**
     * The folders in this folder, by name; none if it is missing.
     *
     * @throws IOException if the disk fails
     */
    List<Path> in(Path folder) throws IOException {
        Listing asked = next.get(folder);
        if (asked != null) {
            return asked.folders();
        }
        Listing before = known.get(folder);
        Listing now = look(folder, before);
        next.put(folder, now);
        changed |= before == null || !now.folders().equals(before.folders());
        return now.folders();
    }

    private Listing look(Path folder, @Nullable Listing before) throws IOException {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(folder, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!attributes.isDirectory()) {
                return Listing.NONE;
            }
            Instant modified = attributes.lastModifiedTime().toInstant();
            return before != null && before.stillHolds(modified) ? before : read(folder, modified);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return Listing.NONE; // not there, or vanished between two looks
        } catch (AccessDeniedException e) {
            unreadable.add(new Unassigned(
                    folder.toString(),
                    "this user may not read it; what is in it is not seen until the right is given"));
            return before == null ? Listing.NONE : before;
        }
    }

    private static Listing read(Path folder, Instant modified) throws IOException {
        Instant now = Instant.now();
        List<Path> folders = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    folders.add(entry);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        folders.sort(null);
        return new Listing(modified, now, List.copyOf(folders));
    }
}
