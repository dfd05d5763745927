package dev.loopline.bundle.extract;

import dev.loopline.bundle.pack.ArchiveContent;
import dev.loopline.bundle.store.BundleStore;
import dev.loopline.bundle.store.IndexEntry;
import dev.loopline.bundle.store.KnownArchive;
import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.event.BundleManifest;
import dev.loopline.contracts.event.BundleManifest.Member;
import dev.loopline.contracts.file.FileTrees;
import dev.loopline.kit.integrity.MarkedFolder;
import dev.loopline.kit.integrity.PacedDigest;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jboss.logging.Logger;

/**
 * Keeps a folder for each archive. One process at a time; {@link #refresh} is for one thread, {@link #compare} for one other,
 * {@link #taken} for all.
 */
public final class BundleFolders {

    private static final Logger LOG = Logger.getLogger(BundleFolders.class);
    /** Where folders are filled before they are put in place. */
    private static final String WORK = ".loopline";

    private final Path root;
    private final BundleStore store;
    private final Set<String> taken = new ConcurrentSkipListSet<>();
    private final Set<String> damaged = ConcurrentHashMap.newKeySet();
    /** What the marks of folders say, so that they are read only when they are new. */
    private final Map<String, SeenMark> marks = new ConcurrentHashMap<>();

    private record SeenMark(String look, Optional<Sha256> content) {}

    /** @param root {@code RDagentDB/production_bundles}; nothing is done while the folder that holds it is not there */
    public BundleFolders(Path root, BundleStore store) {
        this.root = root;
        this.store = store;
    }

    /** Ids at whose place something lies that is not Loopline's. */
    public Set<String> taken() {
        return Set.copyOf(taken);
    }

    /**
     * Extracts archives whose folder is missing, damaged or of another version, and removes the folders of archives that were
     * removed.
     *
     * @param archives those that should be there, by id
     * @param whole ids of those that are not damaged
     * @param longest after this time the others are left for the next call, so that the caller is not held up
     */
    public void refresh(NavigableMap<String, KnownArchive> archives, Set<String> whole, Duration longest)
            throws IOException {
        if (!Files.isDirectory(root.toAbsolutePath().getParent())) {
            return;
        }
        long end = System.nanoTime() + longest.toNanos();
        removeLeftOver(archives);
        for (KnownArchive archive : archives.values()) {
            String id = archive.id().value();
            if (whole.contains(id) && !isCurrent(archive) && System.nanoTime() < end) {
                extract(archive);
            }
        }
    }

    /** Clears what an extraction left unfinished. */
    public void clear() throws IOException {
        FileTrees.delete(root.resolve(WORK));
    }

    /** Reads a folder's files and compares them with what was packed; one that is not whole is made again by the next refresh. */
    public void compare(KnownArchive archive, PacedDigest digest) throws IOException, InterruptedException {
        String id = archive.id().value();
        Optional<IndexEntry> entry = store.entry(archive.id());
        boolean isOfFolder = entry.isPresent()
                && folder(id).content().equals(Optional.of(entry.get().bundle().sha256()));
        if (!isOfFolder) {
            return;
        }
        BundleManifest manifest = entry.get().bundle().manifest();
        Path place = folder(id).place();
        boolean isWhole = ArchiveContent.isManifest(place.resolve(BundleManifest.FILE_NAME), manifest);
        for (Member member : isWhole ? manifest.members() : List.<Member>of()) {
            isWhole &= isWhole(place.resolve(member.name()), member, digest);
        }
        boolean isReplaced = !folder(id).content().equals(Optional.of(archive.sha256()));
        if (!isWhole && !isReplaced) {
            LOG.warnf("An extracted bundle is not what it was; it is extracted again. folder=%s", place);
            damaged.add(id);
        }
    }

    private static boolean isWhole(Path file, Member member, PacedDigest digest)
            throws IOException, InterruptedException {
        try {
            return Files.size(file) == member.sizeBytes() && digest.of(file).equals(member.sha256());
        } catch (NoSuchFileException | NotDirectoryException e) {
            return false;
        }
    }

    private boolean isCurrent(KnownArchive archive) throws IOException {
        String id = archive.id().value();
        if (damaged.contains(id)) {
            return false;
        }
        Path mark = folder(id).place().resolve(MarkedFolder.MARK);
        try {
            BasicFileAttributes found =
                    Files.readAttributes(mark, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            String look = found.lastModifiedTime() + " " + found.fileKey();
            SeenMark seen = marks.get(id);
            if (seen == null || !seen.look().equals(look)) {
                seen = new SeenMark(look, folder(id).content());
                marks.put(id, seen);
            }
            return seen.content().equals(Optional.of(archive.sha256()));
        } catch (NoSuchFileException | NotDirectoryException e) {
            return false;
        }
    }

    private void extract(KnownArchive archive) throws IOException {
        String id = archive.id().value();
        if (folder(id).isTaken()) {
            if (taken.add(id)) {
                LOG.warnf(
                        "The place of an extracted bundle is taken by something else; it stays. folder=%s", place(id));
            }
            return;
        }
        taken.remove(id);
        Optional<IndexEntry> entry = store.entry(archive.id());
        if (entry.isEmpty() || !entry.get().bundle().sha256().equals(archive.sha256())) {
            return; // it was replaced meanwhile
        }
        Path work = Files.createDirectories(root.resolve(WORK));
        Path fresh = Files.createDirectory(work.resolve(UUID.randomUUID().toString()));
        try {
            ArchiveContent.extract(store.bytes(archive), entry.get().bundle().manifest(), fresh);
            folder(id)
                    .put(fresh, archive.sha256(), work.resolve(UUID.randomUUID().toString()));
            damaged.remove(id);
        } catch (ArchiveContent.DamagedException e) {
            LOG.debugf("An archive could not be extracted; the next look at it will tell. reason=%s", e.getMessage());
        } finally {
            FileTrees.delete(work);
        }
    }

    /** The folder of an archive follows it: it goes when that was removed for good. */
    private void removeLeftOver(NavigableMap<String, KnownArchive> archives) throws IOException {
        if (!Files.isDirectory(root)) {
            return;
        }
        List<BundleId> others = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(root, "bundle_*")) {
            for (Path folder : folders) {
                String id = folder.getFileName().toString();
                if (!archives.containsKey(id) && BundleId.isSafe(id)) {
                    others.add(new BundleId(id));
                }
            }
        }
        for (BundleId id : others) {
            boolean isGone = !store.hasArchive(id)
                    && store.entry(id).filter(IndexEntry::withdrawn).isPresent();
            if (isGone) {
                Path work = Files.createDirectories(root.resolve(WORK));
                folder(id.value()).remove(work.resolve(UUID.randomUUID().toString()));
                FileTrees.delete(work);
            }
        }
    }

    private MarkedFolder folder(String id) {
        return new MarkedFolder(place(id));
    }

    private Path place(String id) {
        return root.resolve(id);
    }
}
