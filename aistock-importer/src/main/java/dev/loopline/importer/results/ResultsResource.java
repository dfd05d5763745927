package dev.loopline.importer.results;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.loopline.importer.alpha.AlphaKind;
import dev.loopline.importer.alpha.AlphaMetas;
import dev.loopline.importer.stage.AistockHome;
import dev.loopline.importer.stage.ImporterConfig;
import dev.loopline.importer.upsert.CatalogStore;
import dev.loopline.kit.http.ProblemException;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The paths and shapes of the results API. Every call is 404 while the setting is off. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class ResultsResource {

    private static final int MOST_LOOPS = 1000;

    private final boolean open;
    private final AistockHome home;
    private final AlphaMetas alphas;
    private final CatalogStore store;
    private final ResultsQueries queries;
    private final BundleZip bundles;

    ResultsResource(
            ImporterConfig config, AistockHome home, AlphaMetas alphas, CatalogStore store, DataSource database) {
        this.open = config.resultsApi();
        this.home = home;
        this.alphas = alphas;
        this.store = store;
        this.queries = new ResultsQueries(database);
        this.bundles = new BundleZip(home.bundles());
    }

    /** Which bundle was taken over. */
    public record Confirmation(
            @JsonProperty("asset_bundle_id") @Nullable String assetBundleId,
            @Nullable String status) {}

    @GET
    @Path("health")
    public Map<String, String> health() {
        requireOpen();
        return Map.of("status", "ok");
    }

    /** A catalog file, as it was written. */
    @GET
    @Path("catalog/{kind: factors|strategies|loops|models}")
    public Response catalog(@PathParam("kind") String kind) throws IOException {
        requireOpen();
        String singular = kind.equals("strategies") ? "strategy" : kind.substring(0, kind.length() - 1);
        java.nio.file.Path file = home.catalogs().resolve(singular + "_catalog.json");
        if (!Files.exists(file)) {
            throw new ProblemException(404, "NOT_WRITTEN_YET", "the catalog is not here yet");
        }
        return Response.ok(Files.newInputStream(file)).build();
    }

    @GET
    @Path("{kind: alpha158|alpha360}/meta")
    public Response alpha(@PathParam("kind") String kind) throws IOException, InterruptedException {
        requireOpen();
        AlphaKind wanted = kind.equals(AlphaKind.ALPHA158.label()) ? AlphaKind.ALPHA158 : AlphaKind.ALPHA360;
        return Response.ok(alphas.fetch(wanted)
                        .orElseThrow(() -> new ProblemException(404, "NO_SUCH_LIST", "there is no list of " + kind)))
                .build();
    }

    /** Loops that were imported after a time, the oldest first; more than {@code limit} if several share the last time. */
    @GET
    @Path("catalog/incremental")
    public Response incremental(
            @QueryParam("last_sync_time") @DefaultValue("2000-01-01T00:00:00Z") String lastSyncTime,
            @QueryParam("limit") @DefaultValue("100") int limit)
            throws SQLException {
        requireOpen();
        if (limit < 1 || limit > MOST_LOOPS) {
            throw new ProblemException(400, "BAD_RANGE", "limit is a number from 1 to " + MOST_LOOPS);
        }
        return Response.ok(queries.incremental(time(lastSyncTime), limit)).build();
    }

    /** The bundle as ZIP, made while it is sent. */
    @GET
    @Path("artifacts/bundle/{id}")
    @Produces("application/x-zip-compressed")
    public Response bundle(@PathParam("id") String id) {
        requireOpen();
        java.nio.file.Path folder = bundles.find(id)
                .orElseThrow(() -> new ProblemException(404, "BUNDLE_NOT_FOUND", "there is no bundle " + id));
        StreamingOutput zip = output -> bundles.write(folder, output);
        return Response.ok(zip)
                .header("Content-Disposition", "attachment; filename=\"" + folder.getFileName() + ".zip\"")
                .build();
    }

    @GET
    @Path("loops/{task_run_id}/{loop_id}/artifacts")
    public Response artifacts(@PathParam("task_run_id") String taskRunId, @PathParam("loop_id") int loopId)
            throws SQLException {
        requireOpen();
        return Response.ok(queries.artifacts(taskRunId, loopId)).build();
    }

    /** Says that a bundle was taken over; 404 if there is no loop with it. */
    @POST
    @Path("ops/sync-confirm")
    @Consumes(MediaType.APPLICATION_JSON)
    public Map<String, String> confirm(@Nullable Confirmation confirmation) throws SQLException {
        requireOpen();
        if (confirmation == null || confirmation.assetBundleId() == null || !"synced".equals(confirmation.status())) {
            throw new ProblemException(
                    400, "BAD_CONFIRMATION", "asset_bundle_id has to be given, and status has to be 'synced'");
        }
        if (!store.confirmed(confirmation.assetBundleId())) {
            throw new ProblemException(
                    404, "BUNDLE_NOT_FOUND", "no loop has the bundle " + confirmation.assetBundleId());
        }
        return Map.of("status", "ok", "message", "sync status of " + confirmation.assetBundleId() + " is synced");
    }

    private void requireOpen() {
        if (!open) {
            throw new ProblemException(
                    404,
                    "RESULTS_API_OFF",
                    "the results API is off; LOOPLINE_IMPORTER_RESULTS_API=true switches it on");
        }
    }

    /** A plus sign in a query is a blank when it arrives. */
    private static OffsetDateTime time(String text) {
        try {
            return OffsetDateTime.parse(text.strip().replace(' ', '+'));
        } catch (DateTimeException e) {
            throw new ProblemException(
                    400,
                    "LAST_SYNC_TIME_INVALID",
                    "last_sync_time has to look like 2025-01-07T00:00:00Z, not '" + text + "'");
        }
    }
}
