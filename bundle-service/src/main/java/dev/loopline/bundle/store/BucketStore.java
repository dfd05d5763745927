package dev.loopline.bundle.store;

import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.file.FolderLock;
import dev.loopline.kit.bucket.Bucket;
import dev.loopline.kit.bucket.BundleKeys;
import dev.loopline.kit.bucket.Parallel;
import dev.loopline.kit.bucket.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The archives in an S3-compatible bucket. Archives are named by their digest and entries by what they say, so nothing is ever
 * replaced by something else, and no lock is needed: bundlers that work on one loop at once leave an archive each, and readers take
 * the one that its event names.
 */
public final class BucketStore implements BundleStore {

    private static final int UPLOADS_AT_ONCE = 8;

    private final Bucket bucket;
    private final BundleKeys keys;
    private final Path work;
    private final TemporaryFiles temporary;
    private final BucketIndex index;
    private final Parallel uploads = new Parallel("upload", UPLOADS_AT_ONCE);
    private final SeenArchives seen = new SeenArchives();
    private final BucketInventory inventory;

    /**
     * Opens the store without asking the bucket for anything, and removes what killed bundlers left behind on this machine.
     *
     * @param bucket the bucket, which is closed with the store
     * @param work a folder of this machine for archives that are being written
     */
    public BucketStore(Bucket bucket, Path work) throws IOException {
        this.bucket = bucket;
        this.keys = new BundleKeys(bucket.prefix());
        this.work = ArchiveFolder.existing(work.toAbsolutePath().normalize());
        this.temporary = FolderLock.hold(this.work.resolve("commit.lock"), () -> TemporaryFiles.open(this.work));
        this.index = new BucketIndex(bucket);
        this.inventory = new BucketInventory(index);
    }

    @Override
    public String place() {
        return bucket.place();
    }

    @Override
    public Path workFolder() {
        return work;
    }

    @Override
    public String workPlace() {
        return "the folder for temporary files " + work;
    }

    @Override
    public Path newTemporaryFile() {
        return temporary.next();
    }

    @Override
    public Look look(BundleId id) throws IOException {
        return new BucketLook(index.look(id));
    }

    private final class BucketLook implements Look {

        private final BundleObjects there;

        BucketLook(BundleObjects there) {
            this.there = there;
        }

        @Override
        public Optional<IndexEntry> entry() throws IOException {
            return index.newest(there);
        }

        @Override
        public boolean hasArchive() {
            return there.current().isPresent();
        }

        @Override
        public boolean isWhole() throws IOException {
            Optional<IndexEntry> known = entry();
            return known.isPresent() && holds(there, known.get());
        }

        @Override
        public boolean isUntouched() throws IOException {
            return untouched(there).isPresent();
        }
    }

    @Override
    public boolean holds(IndexEntry entry) throws IOException {
        return holds(index.look(new BundleId(entry.bundle().bundleId())), entry);
    }

    private boolean holds(BundleObjects there, IndexEntry entry) throws IOException {
        Optional<StoredObject> archive = there.archive(entry.bundle().sha256());
        if (archive.isEmpty()
                || archive.get().sizeBytes() != entry.bundle().sizeBytes()
                || seen.isDamaged(archive.get())) {
            return false;
        }
        return seen.isAsWritten(archive.get(), entry.entityTag())
                || isContent(archive.get(), entry.bundle().sha256());
    }

    private boolean isContent(StoredObject archive, Sha256 expected) throws IOException {
        try (InputStream content = bytes(archive.key()).open()) {
            boolean isWhole = Sha256.of(content).equals(expected);
            if (isWhole) {
                seen.whole(archive.key(), SeenArchives.look(archive));
            } else {
                seen.damaged(archive.key(), SeenArchives.look(archive));
            }
            return isWhole;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    @Override
    public List<Placement> commit(List<StagedArchive> staged) throws IOException {
        return uploads.all(staged, this::place);
    }

    private Placement place(StagedArchive archive) throws IOException {
        BundleId id = new BundleId(archive.bundle().bundleId());
        BundleObjects there = index.look(id);
        Look look = new BucketLook(there);
        if (look.isSettledBeyond(archive.revision())) {
            Files.delete(archive.file());
            return Placement.OUTDATED;
        }
        Optional<IndexEntry> known = look.entry();
        boolean isSame = known.isPresent() && known.get().bundle().equals(archive.bundle()) && look.isWhole();
        String entityTag = isSame ? known.get().entityTag() : upload(id, archive);
        Files.delete(archive.file());
        index.write(there, IndexEntry.uploaded(archive, entityTag, archive.owesAnnouncement() && !isSame));
        inventory.forget();
        return isSame ? Placement.SAME : Placement.PLACED;
    }

    private String upload(BundleId id, StagedArchive archive) throws IOException {
        String key = keys.archive(id, archive.bundle().sha256());
        String entityTag = bucket.put(key, archive.file());
        seen.forget(key);
        return entityTag;
    }

    @Override
    public boolean confirm(BundleId id, long revision) throws IOException {
        BundleObjects there = index.look(id);
        boolean isThere = there.current().isPresent();
        if (isThere) {
            note(there, revision, null);
        }
        return isThere;
    }

    private void note(BundleObjects there, long revision, @Nullable Instant withdrawnAt) throws IOException {
        Optional<IndexEntry> known = index.newest(there);
        if (known.isPresent() && (revision == 0 || known.get().revision() <= revision)) {
            index.write(there, known.get().at(revision, withdrawnAt));
        }
    }

    @Override
    public boolean adopt(StagedArchive archive) throws IOException {
        BundleObjects there = index.look(new BundleId(archive.bundle().bundleId()));
        Optional<StoredObject> found = there.archive(archive.bundle().sha256());
        boolean isSame = index.newest(there).isEmpty()
                && found.isPresent()
                && isContent(found.get(), archive.bundle().sha256());
        if (isSame) {
            index.write(there, IndexEntry.uploaded(archive, found.get().entityTag(), false));
        }
        return isSame;
    }

    /** If a newer revision came while it was said, that one is to be announced once more, so that it is the last. */
    @Override
    public boolean announce(BundleId id, long revision, Runnable announcement) throws IOException {
        BundleObjects there = index.look(id);
        Optional<IndexEntry> known =
                index.newest(there).filter(entry -> entry.revision() == revision && !entry.withdrawn());
        if (known.isEmpty()) {
            return false;
        }
        announcement.run();
        BundleObjects after = index.look(id);
        Optional<IndexEntry> newest = index.newest(after);
        if (newest.isPresent() && !newest.get().withdrawn()) {
            index.write(after, newest.get().withAnnouncement(newest.get().revision() > revision));
        }
        return true;
    }

    /** Every bundler has the turn: that two look after the archives at once does no harm. */
    @Override
    public Optional<Turn> tryTurn() {
        return Optional.of(() -> {});
    }

    @Override
    public ArchiveScan scan() {
        return new BucketScan(bucket, index, seen);
    }

    @Override
    public void withdraw(BundleId id, long revision, Instant at) throws IOException {
        note(index.look(id), revision, at);
    }

    @Override
    public boolean remove(BundleId id, IndexEntry judged) throws IOException {
        BundleObjects there = index.look(id);
        boolean stillStands = judged.withdrawn()
                && index.newest(there).filter(judged::equals).isPresent()
                && !there.archives().isEmpty();
        if (stillStands) {
            inventory.forget();
            for (StoredObject archive : there.archives().values()) {
                bucket.delete(archive.key());
            }
        }
        return stillStands;
    }

    /** The store of objects keeps copies apart. */
    @Override
    public boolean isShared(BundleId id) {
        return false;
    }

    @Override
    public Instant withdrawnSince(BundleId id, IndexEntry entry) throws IOException {
        Instant noted = entry.withdrawnAt();
        return noted != null
                ? noted
                : index.look(id).entries().lastEntry().getValue().modifiedAt();
    }

    @Override
    public Optional<StoredArchive> find(BundleId id) throws IOException {
        BundleObjects there = index.look(id);
        return there.current().flatMap(sha256 -> stored(there, sha256));
    }

    @Override
    public Optional<StoredArchive> find(BundleId id, Sha256 wanted) throws IOException {
        Optional<StoredArchive> found = stored(index.look(id), wanted);
        return found.isPresent() ? found : find(id);
    }

    private Optional<StoredArchive> stored(BundleObjects there, Sha256 sha256) {
        return there.archive(sha256)
                .map(object -> new StoredArchive(there.id(), bytes(object.key()), object.sizeBytes(), sha256));
    }

    @Override
    public ArchiveBytes bytes(BundleId id) throws IOException {
        return index.look(id)
                .current()
                .map(sha256 -> bytes(keys.archive(id, sha256)))
                .orElseThrow(() -> new NoSuchFileException(id.fileName(), null, "not in " + place()));
    }

    @Override
    public ArchiveBytes bytes(KnownArchive archive) {
        return bytes(keys.archive(archive.id(), archive.sha256()));
    }

    private ArchiveBytes bytes(String key) {
        return new BucketBytes(bucket, key, temporary);
    }

    @Override
    public Optional<IndexEntry> untouched(BundleId id) throws IOException {
        return untouched(index.look(id));
    }

    @Override
    public Optional<IndexEntry> untouched(Listed listed) throws IOException {
        Optional<BundleObjects> there = inventory.of(listed.id());
        return there.isPresent() ? untouched(there.get()) : Optional.empty();
    }

    private Optional<IndexEntry> untouched(BundleObjects there) throws IOException {
        return index.newest(there)
                .filter(known -> there.archive(known.bundle().sha256())
                        .filter(archive -> archive.sizeBytes() == known.bundle().sizeBytes()
                                && seen.isAsWritten(archive, known.entityTag()))
                        .isPresent());
    }

    @Override
    public List<Listed> list() throws IOException {
        NavigableMap<String, BundleObjects> all = inventory.refresh();
        List<Listed> archives = new ArrayList<>();
        for (BundleObjects there : all.values()) {
            there.current()
                    .flatMap(there::archive)
                    .ifPresent(found -> archives.add(new Listed(there.id(), found.sizeBytes())));
        }
        return archives;
    }

    /** Superseded archives, old entries and half-finished uploads. */
    public BucketLeftovers leftovers() {
        return new BucketLeftovers(bucket, index);
    }

    @Override
    public void close() throws IOException {
        uploads.close();
        bucket.close();
        temporary.close();
    }
}
