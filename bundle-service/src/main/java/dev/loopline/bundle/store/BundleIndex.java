package dev.loopline.bundle.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.codec.StrictJson;
import dev.loopline.contracts.file.AtomicFile;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * One small JSON file per archive. Derived knowledge: an entry that is lost or cannot be read costs one more packing, so
 * entries are not forced to disk. Safe for all threads; who writes holds the commit lock.
 */
final class BundleIndex {

    private static final String EXTENSION = ".json";
    private static final Logger LOG = Logger.getLogger(BundleIndex.class);

    private final Path folder;
    private final TemporaryFiles temporary;
    private final ObjectMapper mapper = Json.mapper();

    BundleIndex(Path folder, TemporaryFiles temporary) {
        this.folder = folder;
        this.temporary = temporary;
    }

    Path folder() {
        return folder;
    }

    /**
     * Looks at the entry that was written last: a newer Loopline that wrote any wrote that one.
     *
     * @throws NewerIndexException if its format is newer than the one that is known here
     */
    static void refuseNewer(Path folder) throws IOException {
        Optional<Path> last = entries(folder).entrySet().stream()
                .max(Comparator.comparing(entry -> entry.getValue().lastModifiedTime()))
                .map(entry -> file(folder, entry.getKey()));
        int format = last.isPresent() ? format(last.get()) : 0;
        if (format > IndexEntry.FORMAT) {
            throw new NewerIndexException("the index of bundles in " + folder
                    + " was written by a newer Loopline: its entries have the format " + format
                    + ", and this program knows it up to " + IndexEntry.FORMAT
                    + "; start the newer Loopline, or move the entries away, then each loop is packed once more");
        }
    }

    /** 0 if it is gone or damaged. */
    private static int format(Path file) throws IOException {
        try {
            return Json.mapper()
                    .readTree(Files.readAllBytes(file))
                    .path("format")
                    .asInt();
        } catch (NoSuchFileException | JsonProcessingException e) {
            return 0;
        }
    }

    Optional<IndexEntry> read(BundleId id) throws IOException {
        try {
            IndexEntry entry = StrictJson.mapper().readValue(Files.readAllBytes(file(id)), IndexEntry.class);
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

    /** When each entry was written, and to which file: an entry is never changed, only replaced. */
    Map<BundleId, BasicFileAttributes> entries() throws IOException {
        return entries(folder);
    }

    private static Map<BundleId, BasicFileAttributes> entries(Path folder) throws IOException {
        Map<BundleId, BasicFileAttributes> entries = new HashMap<>();
        Files.walkFileTree(folder, Set.of(), 1, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String name = file.getFileName().toString();
                String id = name.endsWith(EXTENSION) ? name.substring(0, name.length() - EXTENSION.length()) : "";
                if (BundleId.isSafe(id)) {
                    entries.put(new BundleId(id), attributes);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (file.equals(folder)) {
                    throw failure;
                }
                return FileVisitResult.CONTINUE; // a temporary file that is no more
            }
        });
        return entries;
    }

    Instant writtenAt(BundleId id) throws IOException {
        return Files.getLastModifiedTime(file(id)).toInstant();
    }

    private Path file(BundleId id) {
        return file(folder, id);
    }

    private static Path file(Path folder, BundleId id) {
        return folder.resolve(id.value() + EXTENSION);
    }
}
