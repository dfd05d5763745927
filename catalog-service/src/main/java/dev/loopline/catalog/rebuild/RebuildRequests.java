package dev.loopline.catalog.rebuild;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.file.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Keeps in the state folder the request that is being worked on, so that it is known after a crash, and how the last ended. */
final class RebuildRequests {

    static final String FILE_NAME = "catalog-rebuild.json";

    private static final Logger LOG = Logger.getLogger(RebuildRequests.class);

    private static final String LAST = "catalog-rebuild-last.json";

    private final Path file;
    private final Path last;

    RebuildRequests(Path folder) {
        this.file = folder.resolve(FILE_NAME);
        this.last = folder.resolve(LAST);
    }

    void write(RebuildRequest request) throws IOException {
        replace(file, request);
    }

    /** The request that is not done; empty if there is none. */
    Optional<RebuildRequest> read() throws IOException {
        return read(file, RebuildRequest.class);
    }

    /** Nothing more is to come of the request. */
    void end(RebuildProgress how) throws IOException {
        replace(last, how);
        Files.deleteIfExists(file);
    }

    /** How the last one ended. */
    Optional<RebuildProgress> last() throws IOException {
        return read(last, RebuildProgress.class);
    }

    private static void replace(Path target, Object content) throws IOException {
        Path temporary = target.resolveSibling("." + target.getFileName() + ".loopline-tmp");
        AtomicFile.replaceDurably(target, temporary, Json.mapper().writeValueAsBytes(content));
    }

    /** A file that cannot be understood is given up, because nothing depends on it. */
    private static <T> Optional<T> read(Path source, Class<T> type) throws IOException {
        try {
            return Optional.of(Json.mapper().readValue(Files.readAllBytes(source), type));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (JsonProcessingException e) {
            LOG.warnf("A rebuild is forgotten. file=%s failure=%s", source, e.getOriginalMessage());
            Files.delete(source);
            return Optional.empty();
        }
    }
}
