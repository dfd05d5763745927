package dev.loopline.importer.change;

import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.LoopKey;
import dev.loopline.importer.bundle.BundleResult;
import dev.loopline.importer.read.CatalogReader;
import dev.loopline.importer.stage.AistockHome;
import dev.loopline.importer.stage.BundleRepair;
import dev.loopline.importer.upsert.CatalogStore;
import dev.loopline.importer.upsert.ImportLedger;
import dev.loopline.kit.failure.NotYetException;
import dev.loopline.kit.http.ProblemException;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Fetches a bundle into AIstock's bundle folder now, instead of when housekeeping comes to it. */
@Path("/api/v1/rdagent/catalogs/asset-bundles")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "bundles")
@Blocking
public class BundleDownloadResource {

    static final String DOWNLOADED = """
            {"ok": true, "asset_bundle_id": "bundle_20250107_001_1", "existed": false,
            "local_path": "/srv/aistock/rdagent_assets/bundles/bundle_20250107_001_1"}""";

    private static final int UNPROCESSABLE = 422;
    private static final String LOOP =
            "SELECT task_run_id, loop_id FROM rdagent.production_bundles WHERE bundle_id = ?";

    private final CatalogReader reader;
    private final CatalogStore store;
    private final BundleRepair repair;
    private final AistockHome home;

    BundleDownloadResource(CatalogReader reader, CatalogStore store, BundleRepair repair, AistockHome home) {
        this.reader = reader;
        this.store = store;
        this.repair = repair;
        this.home = home;
    }

    /**
     * The bundle is there.
     *
     * @param existed whether it was there before
     * @param localPath its folder
     */
    public record Downloaded(boolean ok, String assetBundleId, boolean existed, String localPath) {}

    @POST
    @Path("/{asset_bundle_id}/download")
    @Operation(summary = "Fetches, verifies and extracts a bundle if it is not there")
    @APIResponse(
            responseCode = "200",
            content = @Content(examples = @ExampleObject(name = "downloaded", value = DOWNLOADED)))
    @APIResponse(responseCode = "404", description = "No loop has this bundle")
    @APIResponse(responseCode = "422", description = "It cannot be had; the code says why, such as BUNDLE_NOT_FOUND")
    public Downloaded download(@PathParam("asset_bundle_id") String id) throws SQLException, IOException {
        ImportLedger.Entry entry =
                entry(id).orElseThrow(() -> new ProblemException(404, "NOT_FOUND", "no loop has the bundle " + id));
        boolean existed = repair.isThere(entry);
        if (!existed) {
            fetch(entry);
        }
        return new Downloaded(true, id, existed, home.bundles().resolve(id).toString());
    }

    private Optional<ImportLedger.Entry> entry(String id) throws SQLException {
        if (!BundleId.isSafe(id)) {
            return Optional.empty();
        }
        List<LoopKey> keys = reader.rows(LOOP, id).stream()
                .map(row -> new LoopKey(
                        row.path("task_run_id").textValue(), row.path("loop_id").intValue()))
                .toList();
        return store.known(keys).values().stream()
                .filter(entry -> entry.announced() != null)
                .findFirst();
    }

    private void fetch(ImportLedger.Entry entry) throws IOException, SQLException {
        BundleResult result;
        try {
            result = repair.fetch(entry);
        } catch (NotYetException e) {
            throw new ProblemException(UNPROCESSABLE, "SOURCE_UNAVAILABLE", String.valueOf(e.getMessage()));
        }
        if (!result.isAvailable()) {
            throw new ProblemException(UNPROCESSABLE, result.reason(), result.message());
        }
    }
}
