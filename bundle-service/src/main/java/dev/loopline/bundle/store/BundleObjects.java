package dev.loopline.bundle.store;

import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.Sha256;
import dev.loopline.kit.bucket.BundleKeys;
import dev.loopline.kit.bucket.StoredObject;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a bucket held of one bundle when it was listed. For one thread while it is filled, then for all. */
final class BundleObjects {

    private static final Pattern ARCHIVE =
            Pattern.compile("([0-9a-f]{64})" + Pattern.quote(BundleKeys.ARCHIVE_EXTENSION));

    private final BundleId id;
    private final NavigableMap<EntryName, StoredObject> entries = new TreeMap<>();
    private final Map<Sha256, StoredObject> archives = new HashMap<>();

    BundleObjects(BundleId id) {
        this.id = id;
    }

    /** @param fileName what is left of its key behind the bundle's id */
    void add(String fileName, StoredObject object) {
        Optional<EntryName> entry = EntryName.parse(fileName);
        if (entry.isPresent()) {
            entries.put(entry.get(), object);
            return;
        }
        Matcher archive = ARCHIVE.matcher(fileName);
        if (archive.matches()) {
            archives.put(new Sha256(archive.group(1)), object);
        }
    }

    BundleId id() {
        return id;
    }

    NavigableMap<EntryName, StoredObject> entries() {
        return entries;
    }

    Map<Sha256, StoredObject> archives() {
        return archives;
    }

    Optional<EntryName> newest() {
        return entries.isEmpty() ? Optional.empty() : Optional.of(entries.lastKey());
    }

    Optional<StoredObject> archive(Sha256 sha256) {
        return Optional.ofNullable(archives.get(sha256));
    }

    /** The archive that counts: that of the newest entry if it is there, or the latest of which nothing is noted. */
    Optional<Sha256> current() {
        if (!entries.isEmpty()) {
            return Optional.of(entries.lastKey().archive()).filter(archives::containsKey);
        }
        return archives.entrySet().stream()
                .max(Comparator.comparing((Map.Entry<Sha256, StoredObject> one) ->
                                one.getValue().modifiedAt())
                        .thenComparing(one -> one.getKey().hex()))
                .map(Map.Entry::getKey);
    }
}
