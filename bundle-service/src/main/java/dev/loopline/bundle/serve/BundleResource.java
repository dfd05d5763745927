package dev.loopline.bundle.serve;

import dev.loopline.bundle.store.BundleStore;
import dev.loopline.bundle.store.IndexEntry;
import dev.loopline.bundle.store.StoredArchive;
import dev.loopline.contracts.BundleId;
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

    /** The archive, a part of it, or 304 if the client has it. */
    @GET
    @Path("{id}")
    public Response get(
            @PathParam("id") String id,
            @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String ifNoneMatch,
            @HeaderParam("Range") @Nullable String range,
            @HeaderParam("If-Range") @Nullable String ifRange)
            throws IOException {
        return find(id).get(ifNoneMatch, range, ifRange);
    }

    /** The headers of the archive without its bytes. */
    @HEAD
    @Path("{id}")
    public Response head(
            @PathParam("id") String id, @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String ifNoneMatch)
            throws IOException {
        return find(id).head(ifNoneMatch);
    }

    private DigestedFile find(String id) throws IOException {
        Optional<StoredArchive> found = BundleId.isSafe(id) ? store.find(new BundleId(id)) : Optional.empty();
        return found.map(one -> new DigestedFile(one.bytes().file().orElseThrow(), one.sizeBytes(), one.sha256(), GZIP))
                .orElseThrow(() -> new ProblemException(
                        404, "NO_SUCH_BUNDLE", "there is no such bundle; GET /api/bundles lists those that exist"));
    }
}
