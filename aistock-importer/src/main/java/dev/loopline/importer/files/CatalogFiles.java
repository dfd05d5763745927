package dev.loopline.importer.files;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.catalog.CatalogKind;
import dev.loopline.contracts.catalog.ListedLoops;
import dev.loopline.contracts.file.AtomicFile;
import dev.loopline.kit.failure.NotYetException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Fetches the catalog files that changed and puts them in place by rename. One thread at a time. */
public final class CatalogFiles {

    private static final Logger LOG = Logger.getLogger(CatalogFiles.class);
    private static final int SHOWN = 5;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final URI base;
    private final Path folder;
    private final Withdrawn withdrawn;
    private volatile boolean lossAccepted;
    private final Map<CatalogKind, String> etags = new EnumMap<>(CatalogKind.class);
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /** Knows which loops are to be in no catalog any more. */
    public interface Withdrawn {
        /** Those of these loops that were not withdrawn. */
        List<LoopKey> others(Collection<LoopKey> loops) throws SQLException;
    }

    public CatalogFiles(URI base, Path folder, Withdrawn withdrawn) {
        this.withdrawn = withdrawn;
        this.base = base;
        this.folder = folder;
    }

    /** The next time the files may be replaced whatever loops they hold. */
    public void acceptLoss() {
        lossAccepted = true;
    }

    /**
     * Brings all four up to date.
     *
     * @return how many changed
     * @throws NotYetException the files hold loops which the new ones do not, and which were not withdrawn; nothing was replaced
     * @throws IOException catalog-service does not answer, or the disk failed; try again later
     */
    public synchronized int refresh() throws IOException, SQLException, InterruptedException {
        // The list of loops first: what it lacks, the others lack too.
        int changed = refresh(CatalogKind.LOOP, lossAccepted) ? 1 : 0;
        lossAccepted = false;
        for (CatalogKind kind : EnumSet.complementOf(EnumSet.of(CatalogKind.LOOP))) {
            changed += refresh(kind, true) ? 1 : 0;
        }
        return changed;
    }

    private boolean refresh(CatalogKind kind, boolean acceptLoss)
            throws IOException, SQLException, InterruptedException {
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
            if (!acceptLoss && Files.exists(file) && Files.size(file) > 0) {
                requireNoLoss(file, fresh);
            }
            AtomicFile.move(fresh, file);
            LOG.debugf("Catalog file replaced. file=%s", file);
        }
        response.headers().firstValue("ETag").ifPresent(value -> etags.put(kind, value));
        return !same;
    }

    private void requireNoLoss(Path file, Path fresh) throws IOException, SQLException {
        Set<LoopKey> missing;
        try {
            missing = new TreeSet<>(ListedLoops.in(file));
        } catch (IOException e) {
            throw new NotYetException(
                    "AIstock's " + file + " cannot be read, so that it is not known which loops it holds."
                            + " Mend it or move it away; or replace it: `deploy/loopline sync --accept-loss`");
        }
        missing.removeAll(ListedLoops.in(fresh));
        List<LoopKey> lost = missing.isEmpty() ? List.of() : withdrawn.others(missing);
        if (!lost.isEmpty()) {
            Files.delete(fresh);
            throw new NotYetException(
                    "AIstock's catalog files hold " + lost.size() + " loops that the catalogs lack and that"
                            + " were not withdrawn ("
                            + LoopKey.line(lost, SHOWN)
                            + "). The files stay until the loops arrive again; if they are to go: `deploy/loopline sync"
                            + " --accept-loss`");
        }
    }
}
