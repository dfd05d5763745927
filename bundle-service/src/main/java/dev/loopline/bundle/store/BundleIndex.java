package dev.loopline.bundle.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.file.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * One small JSON file per archive. Derived knowledge: an entry that is lost or cannot be read costs one more packing, so
 * entries are not forced to disk. Safe for all threads; who writes holds the commit lock.
 */
final class BundleIndex {

    private static final Logger LOG = Logger.getLogger(BundleIndex.class);

    private final Path folder;
    private final TemporaryFiles temporary;
    private final ObjectMapper mapper = Json.mapper();

    BundleIndex(Path folder, TemporaryFiles temporary) {
        this.folder = folder;
        this.temporary = temporary;
    }

    Optional<IndexEntry> read(BundleId id) throws IOException {
        try {
            IndexEntry entry = mapper.readValue(Files.readAllBytes(file(id)), IndexEntry.class);
            boolean usable = entry.format() == IndexEntry.FORMAT
                    && entry.bundle().bundleId().equals(id.value());
            return usable ? Optional.of(entry) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (JsonProcessingException e) {
            LOG.warnf("An index entry is damaged; the loop is packed again when it comes. bundleId=%s", id);
            return Optional.empty();
        }
    }

    void write(BundleId id, IndexEntry entry) throws IOException {
        AtomicFile.replace(file(id), temporary.next(), mapper.writeValueAsBytes(entry));
    }

    Instant writtenAt(BundleId id) throws IOException {
        return Files.getLastModifiedTime(file(id)).toInstant();
    }

    private Path file(BundleId id) {
        return folder.resolve(id.value() + ".json");
    }
}
