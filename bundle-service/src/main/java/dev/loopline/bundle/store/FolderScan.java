package dev.loopline.bundle.store;

import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.file.FolderLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Compares files. A look costs two calls of the file system for each archive: entries are read when they are new. A folder that
 * was deleted whole is created again, unless its disk may just not be mounted.
 */
final class FolderScan implements ArchiveScan {

    private final ArchiveFolder archives;
    private final BundleIndex index;
    private final Path commitLock;
    private final NotedArchives<Look> noted = new NotedArchives<>();

    FolderScan(ArchiveFolder archives, BundleIndex index, Path commitLock) {
        this.archives = archives;
        this.index = index;
        this.commitLock = commitLock;
    }

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
        return noted.archives();
    }

    @Override
    public NavigableSet<String> ids() {
        return noted.ids();
    }

    @Override
    public Optional<KnownArchive> archive(String id) {
        return noted.archive(id);
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
        return noted.mayBeOlder();
    }

    @Override
    public void isUpToDate() {
        noted.isUpToDate();
    }

    private static Look look(BasicFileAttributes file) {
        return new Look(file.size(), file.lastModifiedTime().toInstant(), String.valueOf(file.fileKey()));
    }

    private void refresh() throws IOException {
        // The file system numbers folders.
        noted.place(String.valueOf(
                Files.readAttributes(index.folder(), BasicFileAttributes.class).fileKey()));
        Map<BundleId, BasicFileAttributes> entries = index.entries();
        for (Map.Entry<BundleId, BasicFileAttributes> entry : entries.entrySet()) {
            Look look = look(entry.getValue());
            if (noted.isNew(entry.getKey().value(), look)) {
                noted.put(entry.getKey().value(), read(entry.getKey(), look));
            }
        }
        // An entry that vanished together with its archive is still known: both were lost.
        noted.removeIf((id, archive) -> {
            BundleId bundle = new BundleId(id);
            return !entries.containsKey(bundle) && (archive.isEmpty() || archives.holds(bundle));
        });
    }

    private NotedArchives.Noted<Look> read(BundleId id, Look entry) throws IOException {
        Optional<IndexEntry> known = index.read(id);
        return new NotedArchives.Noted<>(
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
