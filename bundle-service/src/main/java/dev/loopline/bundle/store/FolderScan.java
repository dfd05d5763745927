package dev.loopline.bundle.store;

import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.file.FolderLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Compares files. A look costs two calls of the file system for each archive: entries are read when they are new. A folder that
 * somebody deleted whole is made again, unless it cannot be told from a disk that is not mounted.
 */
final class FolderScan implements ArchiveScan {

    private final ArchiveFolder archives;
    private final BundleIndex index;
    private final Path commitLock;
    /** By id, as text. */
    private final NavigableMap<String, Remembered> remembered = new ConcurrentSkipListMap<>();
    /** Which folder was looked at last, as the file system numbers it. */
    private @Nullable String identity;
    /** Whether what is noted may be older than what was announced. */
    private boolean mayBeOlder = true;

    FolderScan(ArchiveFolder archives, BundleIndex index, Path commitLock) {
        this.archives = archives;
        this.index = index;
        this.commitLock = commitLock;
    }

    /**
     * @param revision the newest that is noted; 0 if the entry cannot be read
     * @param archive null if the loop was withdrawn or the entry cannot be read
     */
    private record Remembered(
            Look entry, long revision, @Nullable KnownArchive archive) {}

    @Override
    public List<Suspect> look() throws IOException {
        refresh();
        List<Suspect> suspects = new ArrayList<>();
        for (KnownArchive archive : archives().values()) {
            sign(archive).ifPresent(sign -> suspects.add(new Suspect(archive, sign)));
        }
        return suspects;
    }

    @Override
    public NavigableMap<String, KnownArchive> archives() {
        NavigableMap<String, KnownArchive> known = new TreeMap<>();
        remembered.forEach((id, one) -> {
            if (one.archive() != null) {
                known.put(id, one.archive());
            }
        });
        return known;
    }

    @Override
    public NavigableSet<String> ids() {
        return Collections.unmodifiableNavigableSet(remembered.navigableKeySet());
    }

    @Override
    public Optional<KnownArchive> archive(String id) {
        return Optional.ofNullable(remembered.get(id)).flatMap(one -> Optional.ofNullable(one.archive()));
    }

    @Override
    public Optional<Sign> sign(KnownArchive archive) throws IOException {
        Optional<BasicFileAttributes> there = archives.attributes(archive.id());
        if (there.isEmpty()) {
            return Optional.of(Sign.LOST);
        }
        if (there.get().size() != archive.sizeBytes()) {
            return Optional.of(Sign.OTHER_SIZE);
        }
        if (!there.get().lastModifiedTime().toInstant().equals(archive.modifiedAt())) {
            return Optional.of(Sign.OTHER_TIME);
        }
        return archive.owesAnnouncement() ? Optional.of(Sign.UNANNOUNCED) : Optional.empty();
    }

    @Override
    public Optional<Look> lookAt(KnownArchive archive) throws IOException {
        return archives.attributes(archive.id()).map(FolderScan::look);
    }

    @Override
    public void note(KnownArchive archive, Look look, Sha256 found) {
        archives.note(archive.id(), look, found);
    }

    @Override
    public boolean mayBeOlder() {
        return mayBeOlder;
    }

    @Override
    public void isUpToDate() {
        mayBeOlder = false;
    }

    private static Look look(BasicFileAttributes file) {
        return new Look(file.size(), file.lastModifiedTime().toInstant(), String.valueOf(file.fileKey()));
    }

    private void refresh() throws IOException {
        String now = String.valueOf(
                Files.readAttributes(index.folder(), BasicFileAttributes.class).fileKey());
        mayBeOlder |= !now.equals(identity);
        identity = now;
        Map<BundleId, BasicFileAttributes> entries = index.entries();
        for (Map.Entry<BundleId, BasicFileAttributes> entry : entries.entrySet()) {
            Look look = look(entry.getValue());
            Remembered before = remembered.get(entry.getKey().value());
            if (before == null || !before.entry().equals(look)) {
                Remembered read = read(entry.getKey(), look);
                mayBeOlder |= before != null && read.revision() < before.revision();
                remembered.put(entry.getKey().value(), read);
            }
        }
        // An entry that vanished together with its archive is still known: both were lost.
        mayBeOlder |= remembered.entrySet().removeIf(one -> {
            BundleId id = new BundleId(one.getKey());
            return !entries.containsKey(id) && (one.getValue().archive() == null || archives.holds(id));
        });
    }

    private Remembered read(BundleId id, Look entry) throws IOException {
        Optional<IndexEntry> known = index.read(id);
        return new Remembered(
                entry,
                known.map(IndexEntry::revision).orElse(0L),
                known.filter(one -> !one.withdrawn()).map(KnownArchive::of).orElse(null));
    }

    @Override
    public boolean distrust(KnownArchive judged) throws IOException {
        return FolderLock.hold(commitLock, () -> {
            Optional<IndexEntry> known = index.read(judged.id()).filter(judged::isOf);
            if (known.isPresent()) {
                archives.distrust(judged.id());
                index.write(judged.id(), known.get().distrusted());
            }
            return known.isPresent();
        });
    }

    @Override
    public boolean isStill(Suspect suspect) throws IOException {
        return FolderLock.hold(commitLock, () -> {
            BundleId id = suspect.archive().id();
            boolean isNoted = index.read(id).map(suspect.archive()::isOf).orElse(!archives.holds(id));
            return isNoted && sign(suspect.archive()).equals(Optional.of(suspect.sign()));
        });
    }

    @Override
    public boolean isThere() throws IOException {
        Path folder = archives.folder();
        Path state = folder.resolve(FolderStore.STATE_FOLDER);
        if (!Files.exists(folder) && hasEntries(folder.getParent())) {
            Files.createDirectory(folder);
            Files.createDirectory(state);
        }
        return Files.isDirectory(state);
    }

    private static boolean hasEntries(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.findAny().isPresent();
        }
    }
}
