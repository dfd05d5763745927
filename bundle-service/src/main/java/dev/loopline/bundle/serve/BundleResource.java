package dev.loopline.bundle.serve;

import dev.loopline.bundle.store.BundleStore;
import dev.loopline.bundle.store.IndexEntry;
import dev.loopline.bundle.store.StoredArchive;
import dev.loopline.contracts.BundleId;
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
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jboss.resteasy.reactive.PathPart;
import org.jspecify.annotations.Nullable;

/**
 * Hands bundles out. The entity tag is the SHA-256 of the archive; {@code Repr-Digest} (RFC 9530) says the same in the form
 * that HTTP clients check. Bytes go from the file to the socket without passing through the heap.
 */
@Path("/api/bundles")
public class BundleResource {

    private static final String GZIP = "application/gzip";
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
        List<BundleId> all = store.list();
        List<BundleId> rest = all.stream()
                .filter(id -> id.value().compareTo(after) > 0)
                .limit(limit + 1L)
                .toList();
        List<Listed> page = new ArrayList<>();
        for (BundleId id : rest.subList(0, Math.min(limit, rest.size()))) {
            page.add(listed(id));
        }
        String next = rest.size() > limit ? rest.get(limit - 1).value() : null;
        return new Page(all.size(), page, next);
    }

    private Listed listed(BundleId id) throws IOException {
        Optional<IndexEntry> known = store.untouched(id);
        if (known.isPresent()) {
            IndexEntry entry = known.get();
            return new Listed(
                    id.value(),
                    entry.bundle().sizeBytes(),
                    entry.bundle().sha256().hex(),
                    entry.revision(),
                    entry.withdrawn());
        }
        return new Listed(id.value(), Files.size(store.folder().resolve(id.fileName())), null, null, false);
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
        StoredArchive archive = find(id);
        if (matches(ifNoneMatch, archive)) {
            return described(Response.notModified(), archive).build();
        }
        boolean rangeCounts = ifRange == null || ifRange.strip().equals(entityTag(archive));
        ByteRange.Meaning meaning =
                ByteRange.parse(Optional.ofNullable(range).filter(unused -> rangeCounts), archive.sizeBytes());
        if (meaning instanceof ByteRange.Unsatisfiable) {
            throw new RangeNotSatisfiableException(archive.sizeBytes());
        }
        if (meaning instanceof ByteRange.Part part) {
            ByteRange bytes = part.range();
            return described(Response.status(Response.Status.PARTIAL_CONTENT), archive)
                    .header("Content-Range", bytes.contentRange(archive.sizeBytes()))
                    .entity(new PathPart(archive.file(), bytes.first(), bytes.length()))
                    .build();
        }
        return described(Response.ok(), archive)
                .entity(new PathPart(archive.file(), 0, archive.sizeBytes()))
                .build();
    }

    /** The headers of the archive without its bytes. */
    @HEAD
    @Path("{id}")
    public Response head(
            @PathParam("id") String id, @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String ifNoneMatch)
            throws IOException {
        StoredArchive archive = find(id);
        return matches(ifNoneMatch, archive)
                ? described(Response.notModified(), archive).build()
                : described(Response.ok(), archive)
                        .header(HttpHeaders.CONTENT_LENGTH, archive.sizeBytes())
                        .build();
    }

    private StoredArchive find(String id) throws IOException {
        Optional<StoredArchive> found = BundleId.isSafe(id) ? store.find(new BundleId(id)) : Optional.empty();
        return found.orElseThrow(() -> new ProblemException(
                404, "NO_SUCH_BUNDLE", "there is no such bundle; GET /api/bundles lists those that exist"));
    }

    private static Response.ResponseBuilder described(Response.ResponseBuilder response, StoredArchive archive) {
        byte[] digest = HexFormat.of().parseHex(archive.sha256().hex());
        return response.type(GZIP)
                .header(HttpHeaders.ETAG, entityTag(archive))
                .header("Repr-Digest", "sha-256=:" + Base64.getEncoder().encodeToString(digest) + ":")
                .header("Accept-Ranges", "bytes")
                .header(HttpHeaders.CACHE_CONTROL, "no-cache");
    }

    private static String entityTag(StoredArchive archive) {
        return "\"" + archive.sha256() + "\"";
    }

    private static boolean matches(@Nullable String ifNoneMatch, StoredArchive archive) {
        return ifNoneMatch != null
                && Arrays.stream(ifNoneMatch.split(","))
                        .map(String::strip)
                        .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
                        .anyMatch(tag -> tag.equals("*") || tag.equals(entityTag(archive)));
    }
}
