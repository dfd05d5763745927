package dev.loopline.importer.results;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.loopline.contracts.catalog.CatalogKind;
import dev.loopline.contracts.catalog.FactorNames;
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
import java.io.OutputStream;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The paths and shapes of the results API. Every call is 404 while the setting is off. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class ResultsResource {

    private static final int MOST_LOOPS = 10_000;

    /** Of the original, in its order. */
    private static final List<String> STEPS = List.of(
            "materialize_pending", "solidify_all", "export_factor", "export_strategy", "export_model", "export_loop");

    private final boolean open;
    private final AlphaMetas alphas;
    private final CatalogStore store;
    private final ResultsQueries queries;
    private final BundleZip bundles;

    ResultsResource(
            ImporterConfig config, AistockHome home, AlphaMetas alphas, CatalogStore store, DataSource database) {
        this.open = config.resultsApi();
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

    /**
     * A whole catalog; AIstock's client takes what it does not get for gone, so a limit is not kept to.
     *
     * @param source only factors of it
     * @param tag only factors with it
     */
    @GET
    @Path("catalog/{kind: factors|strategies|loops|models}")
    public Response catalog(
            @PathParam("kind") String kind,
            @QueryParam("source") @Nullable String source,
            @QueryParam("tag") @Nullable String tag) {
        requireOpen();
        CatalogKind wanted = Stream.of(CatalogKind.values())
                .filter(one -> one.plural().equals(kind))
                .findFirst()
                .orElseThrow();
        return streamed(out -> queries.catalog(wanted, new ResultsQueries.Wanted(source, tag), out));
    }

    /** A factor by its name, with or without a prefix. */
    @GET
    @Path("factors/{name}")
    public String factor(@PathParam("name") String name) throws SQLException {
        requireOpen();
        return queries.factor(FactorNames.normalise(name))
                .orElseThrow(() -> new ProblemException(404, "NO_SUCH_FACTOR", "there is no factor " + name));
    }

    /** A list of baseline factors; an empty one where there is none, for AIstock's client takes 404 for a failure of all. */
    @GET
    @Path("{kind: alpha158|alpha360}/meta")
    public Response alpha(@PathParam("kind") String kind) throws IOException, InterruptedException {
        requireOpen();
        AlphaKind wanted = kind.equals(AlphaKind.ALPHA158.label()) ? AlphaKind.ALPHA158 : AlphaKind.ALPHA360;
        Optional<byte[]> list = alphas.fetch(wanted);
        return list.isPresent()
                ? Response.ok(list.get()).build()
                : Response.ok(Map.of("version", CatalogKind.VERSION, "source", "qlib_" + kind, "factors", List.of()))
                        .build();
    }

    /** Loops that were imported after a time, the oldest first; more than {@code limit} if several share the last time. */
    @GET
    @Path("catalog/incremental")
    public Response incremental(
            @QueryParam("last_sync_time") @DefaultValue("2000-01-01T00:00:00Z") String lastSyncTime,
            @QueryParam("limit") @DefaultValue("100") int limit) {
        requireOpen();
        if (limit < 1) {
            throw new ProblemException(400, "BAD_RANGE", "limit starts at 1");
        }
        OffsetDateTime after = time(lastSyncTime);
        return streamed(out -> queries.incremental(after, Math.min(limit, MOST_LOOPS), out));
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

    /** Asks for nothing and does nothing: what it is called for is done after each loop by itself. */
    @POST
    @Path("ops/materialize-and-refresh")
    public Map<String, Object> materialize() {
        requireOpen();
        return Map.of(
                "status",
                "ok",
                "steps",
                STEPS.stream()
                        .map(step -> Map.of(
                                "step",
                                step,
                                "returncode",
                                0,
                                "output",
                                "Loopline does this after each loop by itself"))
                        .toList());
    }

    /** Writes to the body of an answer. */
    private interface Body {
        void write(OutputStream out) throws SQLException, IOException;
    }

    private static Response streamed(Body body) {
        StreamingOutput output = out -> {
            try {
                body.write(out);
            } catch (SQLException e) {
                throw new IOException("the database failed while it was read", e);
            }
        };
        return Response.ok(output).build();
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
