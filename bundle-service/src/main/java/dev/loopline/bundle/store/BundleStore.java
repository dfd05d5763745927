package dev.loopline.bundle.store;

import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.file.AtomicFile;
import dev.loopline.contracts.file.FolderLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The folder of archives. Safe for all threads and for several bundlers on one folder.
 *
 * <p>A commit forces the archives to disk, renames them, and forces the folder: a batch shares the cost. Under the commit
 * lock each archive is checked once more against what is there, so that a bundler that was slow cannot replace the work of
 * a faster one that had a newer revision.
 */
public final class BundleStore implements AutoCloseable {

    /** Hidden folder for what belongs to the store itself. */
    static final String STATE_FOLDER = ".loopline";

    private final ArchiveFolder archives;
    private final TemporaryFiles temporary;
    private final BundleIndex index;
    private final Path commitLock;

    /**
     * Opens the folder, creates it if it is missing, and removes what killed bundlers left behind.
     *
     * @param folder where the archives are
     * @throws NewerIndexException if a newer Loopline wrote the index; then nothing is changed
     */
    public BundleStore(Path folder) throws IOException {
        this.archives = new ArchiveFolder(folder);
        Path state = ArchiveFolder.existing(archives.folder().resolve(STATE_FOLDER));
        BundleIndex.refuseNewer(state);
        this.commitLock = state.resolve("commit.lock");
        this.temporary = FolderLock.hold(commitLock, () -> TemporaryFiles.open(state));
        this.index = new BundleIndex(state, temporary);
    }

    public Path folder() {
        return archives.folder();
    }

    /** A file name for a new archive, on the same file system as the folder. The caller deletes it if all fails. */
    public Path newTemporaryFile() {
        return temporary.next();
    }

    /** What is known about a bundle; says nothing about whether its archive is still there. */
    public Optional<IndexEntry> entry(BundleId id) throws IOException {
        return index.read(id);
    }

    /** Whether there is an archive of this bundle, of any bundler. */
    public boolean hasArchive(BundleId id) {
        return archives.holds(id);
    }

    /**
     * Whether the archive is there and the one that the entry describes. Size and modification time decide; if only the time
     * differs, as after a restore from a backup, the content does.
     */
    public boolean holds(IndexEntry entry) throws IOException {
        BundleId id = new BundleId(entry.bundle().bundleId());
        Optional<BasicFileAttributes> archive = archives.attributes(id);
        if (archive.isEmpty() || archive.get().size() != entry.bundle().sizeBytes()) {
            return false;
        }
        if (archive.get().lastModifiedTime().toInstant().equals(entry.archiveModifiedAt())) {
            return true;
        }
        return archives.stored(id, archive.get()).sha256().equals(entry.bundle().sha256());
    }

    /**
     * Makes archives visible, all of them durable on return.
     *
     * @return for each what became of it
     */
    public List<Placement> commit(List<StagedArchive> staged) throws IOException {
        for (StagedArchive archive : staged) {
            ArchiveFolder.force(archive.file());
        }
        List<Placement> placed = FolderLock.hold(commitLock, () -> {
            List<Placement> all = new ArrayList<>();
            for (StagedArchive archive : staged) {
                all.add(place(archive));
            }
            return all;
        });
        // Other bundlers need not wait for the disk: one that finds these archives in place forces the folder as well.
        archives.force();
        return placed;
    }

    private Placement place(StagedArchive archive) throws IOException {
        BundleId id = new BundleId(archive.bundle().bundleId());
        Optional<IndexEntry> known = index.read(id);
        if (known.isPresent() && known.get().revision() > archive.revision() && isSettled(id, known.get())) {
            Files.delete(archive.file());
            return Placement.OUTDATED;
        }
        boolean isSame = known.isPresent() && known.get().bundle().equals(archive.bundle()) && holds(known.get());
        if (isSame) {
            Files.delete(archive.file());
        } else {
            AtomicFile.move(archive.file(), archives.file(id));
        }
        var modifiedAt = Files.getLastModifiedTime(archives.file(id)).toInstant();
        IndexEntry entry = IndexEntry.packed(archive.revision(), archive.claim(), modifiedAt, archive.bundle());
        index.write(id, entry.withAnnouncement(archive.owesAnnouncement() && !isSame));
        return isSame ? Placement.SAME : Placement.PLACED;
    }

    /** Whether an entry says all there is to say: its archive is there, or is gone because the loop was withdrawn. */
    public boolean isSettled(BundleId id, IndexEntry known) {
        return known.withdrawn() || hasArchive(id);
    }

    /**
     * Notes that the archive that is there is also the one of this revision.
     *
     * @return whether it is there; if not, nothing is noted
     */
    public boolean confirm(BundleId id, long revision) throws IOException {
        return FolderLock.hold(commitLock, () -> {
            boolean there = hasArchive(id);
            if (there) {
                note(id, revision, null);
            }
            return there;
        });
    }

    /**
     * Takes an archive over of which nothing is noted, if it is the one that was announced.
     *
     * @param archive what to note; its file is not used
     * @return whether it was taken over
     */
    public boolean adopt(StagedArchive archive) throws IOException {
        BundleId id = new BundleId(archive.bundle().bundleId());
        return FolderLock.hold(commitLock, () -> {
            Optional<BasicFileAttributes> there = archives.attributes(id);
            boolean isSame = index.read(id).isEmpty()
                    && there.isPresent()
                    && archives.stored(id, there.get())
                            .sha256()
                            .equals(archive.bundle().sha256());
            if (isSame) {
                Instant modifiedAt = there.get().lastModifiedTime().toInstant();
                index.write(id, IndexEntry.packed(archive.revision(), archive.claim(), modifiedAt, archive.bundle()));
            }
            return isSame;
        });
    }

    /**
     * Announces an archive that was packed again, while no bundler can put a newer one in its place.
     *
     * @return false if there is a newer one, or none, and nothing was announced
     */
    public boolean announce(BundleId id, long revision, Runnable announcement) throws IOException {
        return FolderLock.hold(commitLock, () -> {
            Optional<IndexEntry> known =
                    index.read(id).filter(entry -> entry.revision() == revision && !entry.withdrawn());
            if (known.isPresent()) {
                announcement.run();
                index.write(id, known.get().withAnnouncement(false));
            }
            return known.isPresent();
        });
    }

    /** The turn to look after the archives, which one bundler has at a time; empty if another one has it. */
    public Optional<FolderLock> tryTurn() throws IOException {
        return FolderLock.tryTake(commitLock.resolveSibling("care.lock"));
    }

    /** Compares the archives with what is noted of them; to be kept, because it remembers what it has read. */
    public ArchiveScan scan() {
        return new ArchiveScan(archives, index, commitLock);
    }

    /**
     * Notes that a loop has no result any more. The archive stays: it may be the only copy.
     *
     * @param revision the revision that says so; 0 if it is not known
     * @param at when that was said
     */
    public void withdraw(BundleId id, long revision, Instant at) throws IOException {
        FolderLock.hold(commitLock, () -> {
            note(id, revision, at);
            return null;
        });
    }

    private void note(BundleId id, long revision, @Nullable Instant withdrawnAt) throws IOException {
        Optional<IndexEntry> known = index.read(id);
        if (known.isPresent() && (revision == 0 || known.get().revision() <= revision)) {
            Optional<BasicFileAttributes> archive = archives.attributes(id);
            IndexEntry entry = archive.isPresent() && holds(known.get())
                    ? known.get().of(archive.get().lastModifiedTime().toInstant())
                    : known.get();
            index.write(id, entry.at(revision, withdrawnAt));
        }
    }

    /**
     * Removes the archive of a withdrawn loop for good. What is known about it stays, so that a late event of an older
     * revision does not bring it back.
     *
     * @param judged the entry that this was decided on; if it says something else by now, nothing is removed
     * @return whether it was removed
     */
    public boolean remove(BundleId id, IndexEntry judged) throws IOException {
        return FolderLock.hold(commitLock, () -> {
            boolean stillStands = judged.withdrawn()
                    && index.read(id).filter(judged::equals).isPresent()
                    && untouched(id).isPresent();
            if (stillStands) {
                Files.delete(archives.file(id));
                archives.force();
            }
            return stillStands;
        });
    }

    /** When the loop was withdrawn; for an entry that does not say, when it was written. */
    public Instant withdrawnSince(BundleId id, IndexEntry entry) throws IOException {
        Instant noted = entry.withdrawnAt();
        return noted != null ? noted : index.writtenAt(id);
    }

    /** The archive of a bundle with its digest. An archive that is not in the index is read once to compute it. */
    public Optional<StoredArchive> find(BundleId id) throws IOException {
        Optional<BasicFileAttributes> archive = archives.attributes(id);
        if (archive.isEmpty()) {
            return Optional.empty();
        }
        Optional<IndexEntry> entry = matching(id, archive.get());
        return Optional.of(
                entry.isPresent()
                        ? new StoredArchive(
                                id,
                                archives.file(id),
                                archive.get().size(),
                                archive.get().lastModifiedTime().toInstant(),
                                entry.get().bundle().sha256())
                        : archives.stored(id, archive.get()));
    }

    /** The entry of a bundle, if the archive is as it was when the entry was written. */
    public Optional<IndexEntry> untouched(BundleId id) throws IOException {
        Optional<BasicFileAttributes> archive = archives.attributes(id);
        return archive.isPresent() ? matching(id, archive.get()) : Optional.empty();
    }

    private Optional<IndexEntry> matching(BundleId id, BasicFileAttributes archive) throws IOException {
        return index.read(id)
                .filter(known -> known.bundle().sizeBytes() == archive.size()
                        && known.archiveModifiedAt()
                                .equals(archive.lastModifiedTime().toInstant()));
    }

    /** The ids of all archives, sorted. */
    public List<BundleId> list() throws IOException {
        return archives.list();
    }

    @Override
    public void close() throws IOException {
        temporary.close();
    }
}
