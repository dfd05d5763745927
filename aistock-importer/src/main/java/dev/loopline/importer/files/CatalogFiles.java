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
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.logging.Logger;

/** Fetches the catalog files that changed and puts them in place by rename. One thread at a time. */
public final class CatalogFiles {

    private static final Logger LOG = Logger.getLogger(CatalogFiles.class);
    private static final int SHOWN = 5;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final URI base;
    private final Path folder;
    private final Known known;
    private volatile boolean lossAccepted;
    private final Map<CatalogKind, Current> current = new EnumMap<>(CatalogKind.class);
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /** A file as it was when it was like the one that catalog-service has. */
    private record Current(String etag, FileTime modified, long size) {

        static Current of(String etag, Path file) throws IOException {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return new Current(etag, now.lastModifiedTime(), now.size());
        }
    }

    /** What AIstock's database says of loops. */
    public interface Known {
        /** Those of these loops that were not withdrawn. */
        List<LoopKey> notWithdrawn(Collection<LoopKey> loops) throws SQLException;

        /** All that were imported and not withdrawn. */
        Set<LoopKey> imported() throws SQLException;
    }

    public CatalogFiles(URI base, Path folder, Known known) {
        this.known = known;
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
        Current before = current.get(kind);
        if (before != null && Files.exists(file) && before.equals(Current.of(before.etag(), file))) {
            request.header("If-None-Match", before.etag());
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
        Optional<String> etag = response.headers().firstValue("ETag");
        if (etag.isPresent()) {
            current.put(kind, Current.of(etag.get(), file));
        }
        return !same;
    }

    private void requireNoLoss(Path file, Path fresh) throws IOException, SQLException {
        Set<LoopKey> missing;
        try {
            missing = new TreeSet<>(ListedLoops.in(file));
        } catch (IOException e) {
            Set<LoopKey> imported = known.imported();
            if (!imported.isEmpty() && ListedLoops.in(fresh).containsAll(imported)) {
                return; // the file was cut; all that AIstock has is in the new one
            }
            throw new NotYetException(
                    "AIstock's " + file + " cannot be read, so that it is not known which loops it holds."
                            + " Mend it or move it away; or replace it: `deploy/loopline sync --accept-loss`");
        }
        missing.removeAll(ListedLoops.in(fresh));
        List<LoopKey> lost = missing.isEmpty() ? List.of() : known.notWithdrawn(missing);
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
