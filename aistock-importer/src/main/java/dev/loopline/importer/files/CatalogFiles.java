package dev.loopline.importer.files;

import dev.loopline.contracts.catalog.CatalogKind;
import dev.loopline.contracts.file.AtomicFile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Fetches the catalog files that changed and puts them in place by rename. One thread at a time. */
public final class CatalogFiles {

    private static final Logger LOG = Logger.getLogger(CatalogFiles.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final URI base;
    private final Path folder;
    private final Map<CatalogKind, String> etags = new EnumMap<>(CatalogKind.class);
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    public CatalogFiles(URI base, Path folder) {
        this.base = base;
        this.folder = folder;
    }

    /**
     * Brings all four up to date.
     *
     * @return how many changed
     * @throws IOException catalog-service does not answer, or the disk failed; try again later
     */
    public synchronized int refresh() throws IOException, InterruptedException {
        int changed = 0;
        for (CatalogKind kind : CatalogKind.values()) {
            changed += refresh(kind) ? 1 : 0;
        }
        return changed;
    }

    private boolean refresh(CatalogKind kind) throws IOException, InterruptedException {
        Path file = folder.resolve(kind.fileName());
        Path fresh = folder.resolve("." + kind.fileName() + ".incoming");
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(base.toString().replaceAll("/+$", "") + "/api/catalogs/" + kind.plural()))
                .timeout(TIMEOUT);
        @Nullable String etag = etags.get(kind);
        if (etag != null && Files.exists(file)) {
            request.header("If-None-Match", etag);
        }
        HttpResponse<Path> response = client.send(
                request.GET().build(),
                head -> head.statusCode() == 200
                        ? HttpResponse.BodySubscribers.ofFile(fresh)
                        : HttpResponse.BodySubscribers.replacing(fresh));
        if (response.statusCode() == 304) {
            return false;
        }
        if (response.statusCode() != 200) {
            throw new IOException(response.uri() + " answers " + response.statusCode());
        }
        boolean same = Files.exists(file) && Files.mismatch(file, fresh) < 0;
        if (same) {
            Files.delete(fresh);
        } else {
            AtomicFile.move(fresh, file);
            LOG.debugf("Catalog file replaced. file=%s", file);
        }
        response.headers().firstValue("ETag").ifPresent(value -> etags.put(kind, value));
        return !same;
    }
}
