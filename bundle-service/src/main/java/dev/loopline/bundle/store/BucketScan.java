package dev.loopline.bundle.store;

import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.Sha256;
import dev.loopline.kit.bucket.Bucket;
import dev.loopline.kit.bucket.BundleKeys;
import dev.loopline.kit.bucket.StoredObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** Compares objects. A look costs one list of the bucket, one request for its mark, and one request for each entry that is new. */
final class BucketScan implements ArchiveScan {

    /** Says which bucket it is. */
    private static final String MARK = ".loopline";

    private final Bucket bucket;
    private final BundleKeys keys;
    private final BucketIndex index;
    private final SeenArchives seen;
    /** By id, as text. */
    private final NavigableMap<String, Remembered> remembered = new ConcurrentSkipListMap<>();
    /** Which bucket was looked at last: the entity tag of its mark. */
    private @Nullable String identity;
    /** Whether what is noted may be older than what was announced. */
    private boolean mayBeOlder = true;

    /** @param archive null if the loop was withdrawn or the entry cannot be read */
    private record Remembered(EntryName entry, @Nullable KnownArchive archive) {}

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
        mayBeOlder |= !now.equals(identity);
        identity = now;
    }

    private void refresh(NavigableMap<String, BundleObjects> all) throws IOException {
        for (Map.Entry<String, BundleObjects> one : all.entrySet()) {
            Optional<EntryName> newest = one.getValue().newest();
            Remembered before = remembered.get(one.getKey());
            if (newest.isPresent() && (before == null || !before.entry().equals(newest.get()))) {
                mayBeOlder |= before != null
                        && newest.get().revision() < before.entry().revision();
                KnownArchive archive = index.newest(one.getValue())
                        .filter(entry -> !entry.withdrawn())
                        .map(KnownArchive::of)
                        .orElse(null);
                remembered.put(one.getKey(), new Remembered(newest.get(), archive));
            }
        }
        // An entry that vanished together with its archive is still known: both were lost.
        mayBeOlder |= remembered.entrySet().removeIf(one -> {
            BundleObjects there = all.get(one.getKey());
            boolean isNoted = there != null && there.newest().isPresent();
            boolean isLeft = there != null && there.current().isPresent();
            return !isNoted && (one.getValue().archive() == null || isLeft);
        });
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
        return mayBeOlder;
    }

    @Override
    public void isUpToDate() {
        mayBeOlder = false;
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
