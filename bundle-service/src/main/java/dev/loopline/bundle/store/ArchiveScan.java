package dev.loopline.bundle.store;

import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.file.FolderLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
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
 * Compares the archives with what was noted when they were written, and what is noted with what was noted before. A look costs two calls of the file system for each archive:
 * entries are read when they are new. Archives of withdrawn loops are left alone. {@link #look},
 * {@link #mayBeOlder} and {@link #isUpToDate} are for one thread, the other methods for all.
 */
public final class ArchiveScan {

    private final ArchiveFolder archives;
    private final BundleIndex index;
    private final Path commitLock;
    /** By id, as text. */
    private final NavigableMap<String, Remembered> remembered = new ConcurrentSkipListMap<>();
    /** Which folder was looked at last, as the file system numbers it. */
    private @Nullable String identity;
    /** Whether what is noted may be older than what was announced. */
    private boolean mayBeOlder = true;

    ArchiveScan(ArchiveFolder archives, BundleIndex index, Path commitLock) {
        this.archives = archives;
        this.index = index;
        this.commitLock = commitLock;
    }

    /** What seems to be wrong with an archive. */
    public enum Sign {
        LOST("it is not there"),
        OTHER_SIZE("it has another size than the one that was written"),
        /** The content may be right: a backup that was put back, a copy of itself. */
        OTHER_TIME("it was written to"),
        UNANNOUNCED("it was packed again and is still to be announced");

        private final String clause;

        Sign(String clause) {
            this.clause = clause;
        }

        public String clause() {
            return clause;
        }
    }

    public record Suspect(KnownArchive archive, Sign sign) {}

    /**
     * @param revision the newest that is noted; 0 if the entry cannot be read
     * @param archive null if the loop was withdrawn or the entry cannot be read
     */
    private record Remembered(
            Look entry, long revision, @Nullable KnownArchive archive) {}

    /**
     * Looks at every archive from outside.
     *
     * @throws IOException if the folder cannot be read; then nothing is known to be wrong
     */
    public List<Suspect> look() throws IOException {
        refresh();
        List<Suspect> suspects = new ArrayList<>();
        for (KnownArchive archive : archives().values()) {
            sign(archive).ifPresent(sign -> suspects.add(new Suspect(archive, sign)));
        }
        return suspects;
    }

    /** All archives that are noted, by id. */
    public NavigableMap<String, KnownArchive> archives() {
        NavigableMap<String, KnownArchive> known = new TreeMap<>();
        remembered.forEach((id, one) -> {
            if (one.archive() != null) {
                known.put(id, one.archive());
            }
        });
        return known;
    }

    /** Ids of what is noted, as a view: withdrawn loops are among them. */
    public NavigableSet<String> ids() {
        return Collections.unmodifiableNavigableSet(remembered.navigableKeySet());
    }

    /** An archive that is noted; empty for that of a withdrawn loop. */
    public Optional<KnownArchive> archive(String id) {
        return Optional.ofNullable(remembered.get(id)).flatMap(one -> Optional.ofNullable(one.archive()));
    }

    /** What seems to be wrong with an archive now; empty if it looks as it was written. */
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

    /** How the file of an archive looks now; empty if it is not there. */
    public Optional<Look> lookAt(KnownArchive archive) throws IOException {
        return archives.attributes(archive.id()).map(Look::of);
    }

    /** How a file looks from outside. */
    public record Look(long sizeBytes, Instant modifiedAt, String identity) {

        static Look of(BasicFileAttributes file) {
            return new Look(file.size(), file.lastModifiedTime().toInstant(), String.valueOf(file.fileKey()));
        }
    }

    /** Notes the digest of a file that looks like this, so that it need not be read again. */
    public void note(KnownArchive archive, Look look, Sha256 found) {
        archives.note(archive.id(), look, found);
    }

    /**
     * Whether what is noted here may be older than what was announced: it was never compared, the folder is another one than
     * before, or entries became older, as when a backup is put back.
     */
    public boolean mayBeOlder() {
        return mayBeOlder;
    }

    /** What was announced is noted, or known to be damaged, as of the last look. */
    public void isUpToDate() {
        mayBeOlder = false;
    }

    private void refresh() throws IOException {
        String now = String.valueOf(
                Files.readAttributes(index.folder(), BasicFileAttributes.class).fileKey());
        mayBeOlder |= !now.equals(identity);
        identity = now;
        Map<BundleId, BasicFileAttributes> entries = index.entries();
        for (Map.Entry<BundleId, BasicFileAttributes> entry : entries.entrySet()) {
            Look look = Look.of(entry.getValue());
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
                known.filter(one -> !one.withdrawn())
                        .map(one -> KnownArchive.of(one, archives.file(id)))
                        .orElse(null));
    }

    /**
     * The content of an archive is not the one that was written, although size and time are. Until it is packed again, it is
     * taken for another one.
     *
     * @param judged the archive as it was read; if it was replaced meanwhile, nothing is noted
     */
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

    /** Whether an archive still is not what was noted of it, when no bundler is putting another one in its place. */
    public boolean isStill(Suspect suspect) throws IOException {
        return FolderLock.hold(commitLock, () -> {
            BundleId id = suspect.archive().id();
            boolean isNoted = index.read(id).map(suspect.archive()::isOf).orElse(!archives.holds(id));
            return isNoted && sign(suspect.archive()).equals(Optional.of(suspect.sign()));
        });
    }

    /**
     * Makes the folder again if somebody deleted it whole.
     *
     * @return false if it cannot be told from a disk that is not mounted, or what the store keeps in it is missing
     */
    public boolean isFolderThere() throws IOException {
        Path folder = archives.folder();
        Path state = folder.resolve(BundleStore.STATE_FOLDER);
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
