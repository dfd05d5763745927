package dev.loopline.importer.read;

import dev.loopline.kit.http.DigestedFile;
import dev.loopline.kit.http.ProblemException;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.sql.SQLException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The archives of bundles, as AIstock has them; see {@link DigestedFile} for the headers. */
@Path("/api/v1/rdagent/catalogs/bundles/{bundle_id}")
@Tag(name = "bundles", description = "The archives of loops.")
@Blocking
public class BundleFileResource {

    private static final MediaType GZIP = new MediaType("application", "gzip");

    private final LoopFiles files;

    BundleFileResource(LoopFiles files) {
        this.files = files;
    }

    @GET
    @Operation(summary = "The bundle as AIstock has it, a .tar.gz, or a range of it; the ETag is its SHA-256")
    @APIResponse(responseCode = "200", description = "All of it")
    @APIResponse(responseCode = "206", description = "The range that was asked for")
    @APIResponse(responseCode = "304", description = "If-None-Match says that the caller has it")
    @APIResponse(responseCode = "404", description = "The bundle is not here")
    @APIResponse(responseCode = "416", description = "The range lies behind the end")
    public Response get(
            @PathParam("bundle_id") String bundleId,
            @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String ifNoneMatch,
            @HeaderParam("Range") @Nullable String range,
            @HeaderParam("If-Range") @Nullable String ifRange)
            throws SQLException, IOException {
        LoopFiles.Archive found = find(bundleId);
        return described(archive(found).get(ifNoneMatch, range, ifRange), found);
    }

    @HEAD
    @Operation(summary = "The headers of the bundle without its bytes")
    public Response head(
            @PathParam("bundle_id") String bundleId,
            @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String ifNoneMatch)
            throws SQLException, IOException {
        LoopFiles.Archive found = find(bundleId);
        return described(archive(found).head(ifNoneMatch), found);
    }

    private LoopFiles.Archive find(String bundleId) throws SQLException, IOException {
        return files.archive(bundleId)
                .orElseThrow(() -> new ProblemException(404, "NOT_FOUND", "the bundle " + bundleId + " is not here"));
    }

    private static DigestedFile archive(LoopFiles.Archive found) {
        return new DigestedFile(
                found.file(), found.bundle().sizeBytes(), found.bundle().sha256(), GZIP);
    }

    /** Content that Loopline did not write is saved and never shown. */
    private static Response described(Response answer, LoopFiles.Archive found) {
        return Response.fromResponse(answer)
                .header("X-Content-Type-Options", "nosniff")
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"" + found.bundle().fileName() + '"')
                .build();
    }
}
