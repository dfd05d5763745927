package dev.loopline.bundle.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.codec.StrictJson;
import dev.loopline.kit.bucket.Bucket;
import dev.loopline.kit.bucket.BundleKeys;
import dev.loopline.kit.bucket.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/**
 * The entries in a bucket: one small JSON object for each fact, never changed and never replaced. Safe for all threads and for
 * several bundlers.
 */
final class BucketIndex {

    private static final Logger LOG = Logger.getLogger(BucketIndex.class);
    private static final int CAPACITY = 256;

    private final Bucket bucket;
    private final BundleKeys keys;
    private final ObjectMapper mapper = Json.mapper();
    /** By key, which stands for one content. */
    private final Map<String, IndexEntry> read = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, IndexEntry> eldest) {
            return size() > CAPACITY;
        }
    };

    BucketIndex(Bucket bucket) {
        this.bucket = bucket;
        this.keys = new BundleKeys(bucket.prefix());
    }

    /** What there is of a bundle. */
    BundleObjects look(BundleId id) throws IOException {
        BundleObjects found = new BundleObjects(id);
        String folder = keys.folder(id);
        bucket.list(folder, object -> found.add(object.key().substring(folder.length()), object));
        return found;
    }

    /** What there is of all bundles, by id. */
    NavigableMap<String, BundleObjects> lookAtAll() throws IOException {
        NavigableMap<String, BundleObjects> found = new TreeMap<>();
        bucket.list(keys.prefix() + "bundle_", object -> {
            String[] parts = object.key().substring(keys.prefix().length()).split("/", -1);
            if (parts.length == 2 && BundleId.isSafe(parts[0])) {
                found.computeIfAbsent(parts[0], id -> new BundleObjects(new BundleId(id)))
                        .add(parts[1], object);
            }
        });
        return found;
    }

    /** The newest entry; empty if there is none, or it cannot be read. */
    Optional<IndexEntry> newest(BundleObjects there) throws IOException {
        return there.newest().isPresent() ? read(there, there.newest().get()) : Optional.empty();
    }

    Optional<IndexEntry> read(BundleObjects there, EntryName name) throws IOException {
        StoredObject object = there.entries().get(name);
        if (object == null) {
            return Optional.empty();
        }
        synchronized (read) {
            IndexEntry known = read.get(object.key());
            if (known != null) {
                return Optional.of(known);
            }
        }
        Optional<InputStream> content = bucket.get(object.key());
        Optional<IndexEntry> entry = content.isPresent() ? parse(there.id(), content.get()) : Optional.empty();
        entry.ifPresent(one -> remember(object.key(), one));
        return entry;
    }

    private static Optional<IndexEntry> parse(BundleId id, InputStream content) throws IOException {
        try (content) {
            IndexEntry entry = StrictJson.mapper().readValue(content.readAllBytes(), IndexEntry.class);
            boolean isUsable = entry.format() == IndexEntry.FORMAT
                    && entry.bundle().bundleId().equals(id.value());
            return isUsable ? Optional.of(entry) : Optional.empty();
        } catch (JsonProcessingException e) {
            LOG.warnf("An index entry is damaged; the loop is packed again when it comes. bundleId=%s", id);
            return Optional.empty();
        }
    }

    /** Writes an entry behind the others of its revision, unless the newest one says the same. */
    void write(BundleObjects there, IndexEntry entry) throws IOException {
        if (newest(there).filter(entry::equals).isPresent()) {
            return;
        }
        byte[] content = mapper.writeValueAsBytes(entry);
        String key = keys.folder(there.id())
                + EntryName.after(there.newest(), entry, content).fileName();
        bucket.put(key, content);
        remember(key, entry);
    }

    private void remember(String key, IndexEntry entry) {
        synchronized (read) {
            read.put(key, entry);
        }
    }
}
