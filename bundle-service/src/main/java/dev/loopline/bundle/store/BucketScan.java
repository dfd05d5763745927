package dev.loopline.bundle.store;

import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.Sha256;
import dev.loopline.kit.bucket.Bucket;
import dev.loopline.kit.bucket.BundleKeys;
import dev.loopline.kit.bucket.StoredObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.UUID;

/** Compares objects. A look costs one list of the bucket, one request for its mark, and one request for each entry that is new. */
final class BucketScan implements ArchiveScan {

    /** Says which bucket it is. */
    private static final String MARK = ".loopline";

    private final Bucket bucket;
    private final BundleKeys keys;
    private final BucketIndex index;
    private final SeenArchives seen;
    private final NotedArchives<EntryName> noted = new NotedArchives<>();

    BucketScan(Bucket bucket, BucketIndex index, SeenArchives seen) {
        this.bucket = bucket;
        this.keys = new BundleKeys(bucket.prefix());
        this.index = index;
        this.seen = seen;
    }

    @Override
    public List<Suspect> look() throws IOException {
        requireSameBucket();
        NavigableMap<String, BundleObjects> all = index.lookAtAll();
        refresh(all);
        List<Suspect> suspects = new ArrayList<>();
        for (KnownArchive archive : archives().values()) {
            Optional<StoredObject> there = Optional.ofNullable(
                            all.get(archive.id().value()))
                    .flatMap(found -> found.archive(archive.sha256()));
            sign(archive, there).ifPresent(sign -> suspects.add(new Suspect(archive, sign)));
        }
        return suspects;
    }

    /** A bucket that was made anew, or emptied, has another mark: it lost also what no look had seen yet. */
    private void requireSameBucket() throws IOException {
        String key = keys.prefix() + MARK;
        Optional<StoredObject> mark = bucket.head(key);
        String now = mark.isPresent()
                ? mark.get().entityTag()
                : bucket.put(key, UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII));
        noted.place(now);
    }

    private void refresh(NavigableMap<String, BundleObjects> all) throws IOException {
        for (Map.Entry<String, BundleObjects> one : all.entrySet()) {
            Optional<EntryName> newest = one.getValue().newest();
            if (newest.isPresent() && noted.isNew(one.getKey(), newest.get())) {
                KnownArchive archive = index.newest(one.getValue())
                        .filter(entry -> !entry.withdrawn())
                        .map(KnownArchive::of)
                        .orElse(null);
                noted.put(
                        one.getKey(),
                        new NotedArchives.Noted<>(newest.get(), newest.get().revision(), archive));
            }
        }
        // An entry that vanished together with its archive is still known: both were lost.
        noted.removeIf((id, archive) -> {
            BundleObjects there = all.get(id);
            boolean isNoted = there != null && there.newest().isPresent();
            boolean isLeft = there != null && there.current().isPresent();
            return !isNoted && (archive.isEmpty() || isLeft);
        });
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
        return sign(archive, bucket.head(key(archive)));
    }

    private Optional<Sign> sign(KnownArchive archive, Optional<StoredObject> there) {
        if (there.isEmpty()) {
            return Optional.of(Sign.LOST);
        }
        if (there.get().sizeBytes() != archive.sizeBytes()) {
            return Optional.of(Sign.OTHER_SIZE);
        }
        if (!seen.isAsWritten(there.get(), archive.entityTag())) {
            return Optional.of(Sign.OTHER_TIME);
        }
        return archive.owesAnnouncement() ? Optional.of(Sign.UNANNOUNCED) : Optional.empty();
    }

    @Override
    public Optional<Look> lookAt(KnownArchive archive) throws IOException {
        return bucket.head(key(archive)).map(SeenArchives::look);
    }

    @Override
    public void note(KnownArchive archive, Look look, Sha256 found) {
        if (found.equals(archive.sha256())) {
            seen.whole(key(archive), look);
        }
    }

    @Override
    public boolean mayBeOlder() {
        return noted.mayBeOlder();
    }

    @Override
    public void isUpToDate() {
        noted.isUpToDate();
    }

    @Override
    public boolean distrust(KnownArchive judged) throws IOException {
        Optional<Look> look = lookAt(judged);
        boolean isNoted = look.isPresent() && isNoted(judged);
        if (isNoted) {
            seen.damaged(key(judged), look.get());
        }
        return isNoted;
    }

    @Override
    public boolean isStill(Suspect suspect) throws IOException {
        return isNoted(suspect.archive()) && sign(suspect.archive()).equals(Optional.of(suspect.sign()));
    }

    /** Whether the archive is what is noted, or nothing is noted any more and it is gone as well. */
    private boolean isNoted(KnownArchive archive) throws IOException {
        BundleObjects there = index.look(new BundleId(archive.id().value()));
        Optional<IndexEntry> newest = index.newest(there);
        return newest.isPresent() ? archive.isOf(newest.get()) : there.current().isEmpty();
    }

    /** A bucket is there or cannot be listed. */
    @Override
    public boolean isThere() {
        return true;
    }

    private String key(KnownArchive archive) {
        return keys.archive(archive.id(), archive.sha256());
    }
}
