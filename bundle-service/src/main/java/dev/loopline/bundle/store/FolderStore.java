package dev.loopline.bundle.store;

import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.file.AtomicFile;
import dev.loopline.contracts.file.FolderLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
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
public final class FolderStore implements BundleStore {

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
    public FolderStore(Path folder) throws IOException {
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

    @Override
    public String place() {
        return "the bundle folder " + folder();
    }

    @Override
    public Path workFolder() {
        return folder();
    }

    @Override
    public String workPlace() {
        return place();
    }

    @Override
    public Path newTemporaryFile() {
        return temporary.next();
    }

    @Override
    public Look look(BundleId id) throws IOException {
        return new FolderLook(id, index.read(id));
    }

    /** Has read the entry once, and asks the file system for the archive at each call. */
    private final class FolderLook implements Look {

        private final BundleId id;
        private final Optional<IndexEntry> entry;

        FolderLook(BundleId id, Optional<IndexEntry> entry) {
            this.id = id;
            this.entry = entry;
        }

        @Override
        public Optional<IndexEntry> entry() {
            return entry;
        }

        @Override
        public boolean hasArchive() {
            return archives.holds(id);
        }

        @Override
        public boolean isWhole() throws IOException {
            return entry.isPresent() && holds(entry.get());
        }

        @Override
        public boolean isUntouched() throws IOException {
            Optional<BasicFileAttributes> archive = archives.attributes(id);
            return archive.isPresent()
                    && entry.filter(known -> isAsWritten(known, archive.get())).isPresent();
        }
    }

    @Override
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

    @Override
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
        Look look = look(id);
        Optional<IndexEntry> known = look.entry();
        if (look.isSettledBeyond(archive.revision())) {
            Files.delete(archive.file());
            return Placement.OUTDATED;
        }
        boolean isSame = known.isPresent() && known.get().bundle().equals(archive.bundle()) && look.isWhole();
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

    @Override
    public boolean confirm(BundleId id, long revision) throws IOException {
        return FolderLock.hold(commitLock, () -> {
            boolean there = hasArchive(id);
            if (there) {
                note(id, revision, null);
            }
            return there;
        });
    }

    @Override
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

    @Override
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

    @Override
    public Optional<Turn> tryTurn() throws IOException {
        return FolderLock.tryTake(commitLock.resolveSibling("care.lock")).map(lock -> lock::close);
    }

    @Override
    public ArchiveScan scan() {
        return new FolderScan(archives, index, commitLock);
    }

    @Override
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

    @Override
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

    @Override
    public Instant withdrawnSince(BundleId id, IndexEntry entry) throws IOException {
        Instant noted = entry.withdrawnAt();
        return noted != null ? noted : index.writtenAt(id);
    }

    @Override
    public boolean isShared(BundleId id) throws IOException {
        // Unknown on Windows: there the registry alone decides.
        return folder().getFileSystem().supportedFileAttributeViews().contains("unix")
                && Files.getAttribute(archives.file(id), "unix:nlink", LinkOption.NOFOLLOW_LINKS)
                        instanceof Integer names
                && names > 1;
    }

    @Override
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
                                bytes(id),
                                archive.get().size(),
                                entry.get().bundle().sha256())
                        : archives.stored(id, archive.get()));
    }

    @Override
    public ArchiveBytes bytes(BundleId id) {
        return new ArchiveFile(archives.file(id));
    }

    @Override
    public ArchiveBytes bytes(KnownArchive archive) {
        return bytes(archive.id());
    }

    @Override
    public Optional<IndexEntry> untouched(BundleId id) throws IOException {
        Optional<BasicFileAttributes> archive = archives.attributes(id);
        return archive.isPresent() ? matching(id, archive.get()) : Optional.empty();
    }

    private Optional<IndexEntry> matching(BundleId id, BasicFileAttributes archive) throws IOException {
        return index.read(id).filter(known -> isAsWritten(known, archive));
    }

    private static boolean isAsWritten(IndexEntry known, BasicFileAttributes archive) {
        return known.bundle().sizeBytes() == archive.size()
                && known.archiveModifiedAt().equals(archive.lastModifiedTime().toInstant());
    }

    @Override
    public List<Listed> list() throws IOException {
        return archives.list();
    }

    @Override
    public void close() throws IOException {
        temporary.close();
    }
}
