package dev.loopline.bundle.serve;

import dev.loopline.bundle.store.BundleStore;
import dev.loopline.bundle.store.IndexEntry;
import dev.loopline.bundle.store.StoredArchive;
import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.Sha256;
import dev.loopline.kit.bucket.BucketException;
import dev.loopline.kit.http.DigestedFile;
import dev.loopline.kit.http.ProblemException;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Hands bundles out; see {@link DigestedFile} for the headers. */
@Path("/api/bundles")
public class BundleResource {

    private static final MediaType GZIP = new MediaType("application", "gzip");
    private static final int MOST_PER_PAGE = 1000;

    private final BundleStore store;

    BundleResource(BundleStore store) {
        this.store = store;
    }

    /**
     * One bundle in the list.
     *
     * @param sha256 null for an archive that this service did not make; asking for the bundle itself computes it
     * @param revision null likewise
     * @param withdrawn whether the loop has no result any more
     */
    public record Listed(
            String id,
            long sizeBytes,
            @Nullable String sha256,
            @Nullable Long revision,
            boolean withdrawn) {}

    /**
     * A page of the list.
     *
     * @param total how many bundles there are
     * @param next what to ask for as {@code after} to get the next page; null on the last one
     */
    public record Page(
            int total, List<Listed> bundles, @Nullable String next) {}

    /**
     * Lists the bundles by id.
     *
     * @param after begin behind this id
     * @param limit page size, 1 to 1000
     */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Page list(
            @QueryParam("after") @DefaultValue("") String after, @QueryParam("limit") @DefaultValue("100") int limit)
            throws IOException {
        if (limit < 1 || limit > MOST_PER_PAGE) {
            throw new ProblemException(400, "BAD_LIMIT", "limit is a number from 1 to " + MOST_PER_PAGE);
        }
        List<BundleStore.Listed> all = store.list();
        List<BundleStore.Listed> rest = all.stream()
                .filter(one -> one.id().value().compareTo(after) > 0)
                .limit(limit + 1L)
                .toList();
        List<Listed> page = new ArrayList<>();
        for (BundleStore.Listed one : rest.subList(0, Math.min(limit, rest.size()))) {
            page.add(listed(one));
        }
        String next = rest.size() > limit ? rest.get(limit - 1).id().value() : null;
        return new Page(all.size(), page, next);
    }

    private Listed listed(BundleStore.Listed archive) throws IOException {
        BundleId id = archive.id();
        Optional<IndexEntry> known = store.untouched(archive);
        if (known.isPresent()) {
            IndexEntry entry = known.get();
            return new Listed(
                    id.value(),
                    entry.bundle().sizeBytes(),
                    entry.bundle().sha256().hex(),
                    entry.revision(),
                    entry.withdrawn());
        }
        return new Listed(id.value(), archive.sizeBytes(), null, null, false);
    }

    /**
     * The archive, a part of it, or 304 if the client has it.
     *
     * @param sha256 the archive that an event names: a bucket keeps it for a while when a newer one has come
     */
    @GET
    @Path("{id}")
    public Response get(
            @PathParam("id") String id,
            @QueryParam("sha256") @Nullable String sha256,
            @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String ifNoneMatch,
            @HeaderParam("Range") @Nullable String range,
            @HeaderParam("If-Range") @Nullable String ifRange)
            throws IOException {
        return find(id, sha256).get(ifNoneMatch, range, ifRange);
    }

    /** The headers of the archive without its bytes. */
    @HEAD
    @Path("{id}")
    public Response head(
            @PathParam("id") String id,
            @QueryParam("sha256") @Nullable String sha256,
            @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String ifNoneMatch)
            throws IOException {
        return find(id, sha256).head(ifNoneMatch);
    }

    private DigestedFile find(String id, @Nullable String sha256) throws IOException {
        return find(id, Optional.ofNullable(sha256))
                .map(BundleResource::answer)
                .orElseThrow(() -> new ProblemException(
                        404, "NO_SUCH_BUNDLE", "there is no such bundle; GET /api/bundles lists those that exist"));
    }

    private Optional<StoredArchive> find(String id, Optional<String> sha256) throws IOException {
        if (!BundleId.isSafe(id)) {
            return Optional.empty();
        }
        Optional<Sha256> wanted = sha256.filter(BundleResource::isDigest).map(Sha256::new);
        return wanted.isPresent() ? store.find(new BundleId(id), wanted.get()) : store.find(new BundleId(id));
    }

    private static boolean isDigest(String text) {
        return text.matches("[0-9a-f]{64}");
    }

    private static DigestedFile answer(StoredArchive archive) {
        Optional<java.nio.file.Path> file = archive.bytes().file();
        return file.isPresent()
                ? new DigestedFile(file.get(), archive.sizeBytes(), archive.sha256(), GZIP)
                : new DigestedFile(
                        (first, length) -> part(archive, first, length), archive.sizeBytes(), archive.sha256(), GZIP);
    }

    private static InputStream part(StoredArchive archive, long first, long length) {
        try {
            return archive.bytes().open(first, length);
        } catch (IOException e) {
            throw new ProblemException(503, BucketException.CODE, String.valueOf(e.getMessage()));
        }
    }
}
