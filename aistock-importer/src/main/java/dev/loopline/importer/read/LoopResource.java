package dev.loopline.importer.read;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.event.BundleManifest;
import dev.loopline.kit.http.ProblemException;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Lists and single entries of the loop catalog, with the files and curves of loops. */
@Path("/api/v1/rdagent/catalogs")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "loops", description = "Loops, their files and curves.")
@Blocking
public class LoopResource {

    private static final String BEST_BY_STRATEGY = "SELECT DISTINCT ON (strategy_id) strategy_id, task_run_id, loop_id,"
            + " annualized_return, max_drawdown, sharpe, ic, ic_ir, win_rate, decision, metrics, "
            + Catalogs.texts("l")
            + " AS summary_texts FROM public.aistock_loop_catalog l WHERE strategy_id IS NOT NULL ORDER BY strategy_id, sharpe DESC NULLS LAST,"
            + " task_run_id, loop_id";
    private static final String BEST_BY_FACTOR = "SELECT DISTINCT ON (o.factor_name) o.factor_name, o.task_run_id,"
            + " o.loop_id, l.annualized_return, l.max_drawdown, l.sharpe, l.ic, l.ic_ir, l.win_rate, l.metrics, "
            + Catalogs.texts("l") + " AS summary_texts FROM"
            + " public.aistock_factor_occurrence o JOIN public.aistock_loop_catalog l ON l.task_run_id ="
            + " o.task_run_id AND l.loop_id = o.loop_id ORDER BY o.factor_name, l.sharpe DESC NULLS LAST,"
            + " o.task_run_id, o.loop_id";

    private final CatalogReader reader;
    private final LoopDetails loops;
    private final LoopFiles files;

    LoopResource(CatalogReader reader, LoopDetails loops, LoopFiles files) {
        this.reader = reader;
        this.loops = loops;
        this.files = files;
    }

    @GET
    @Path("/loops")
    @Operation(
            summary = "Loops",
            description = "sort_by: newest, name, action, status, sharpe, ann_ret, mdd, ic, ic_ir, win_rate")
    @APIResponse(
            responseCode = "200",
            content = @Content(examples = @ExampleObject(name = "loops", value = Examples.LOOPS)))
    public Listing loops(@BeanParam LoopFilter filter, @BeanParam ListParameters list) throws SQLException {
        return reader.list(Catalogs.LOOPS, list.query(filter.where(), CatalogResource.MOST));
    }

    @GET
    @Path("/loops/{task_run_id}/{loop_id}")
    @Operation(summary = "One loop")
    public ObjectNode loop(@PathParam("task_run_id") String taskRunId, @PathParam("loop_id") int loopId)
            throws SQLException {
        return existing(new LoopKey(taskRunId, loopId));
    }

    /** As the results API of RD-Agent answers. */
    public record Artifacts(String taskRunId, int loopId, List<ObjectNode> artifacts) {}

    @GET
    @Path("/loops/{task_run_id}/{loop_id}/artifacts")
    @Operation(summary = "What a loop left: its artifacts and their files, from the registry")
    @APIResponse(
            responseCode = "200",
            content = @Content(examples = @ExampleObject(name = "artifacts", value = Examples.ARTIFACTS)))
    public Artifacts artifacts(@PathParam("task_run_id") String taskRunId, @PathParam("loop_id") int loopId)
            throws SQLException {
        LoopKey key = new LoopKey(taskRunId, loopId);
        existing(key);
        return new Artifacts(taskRunId, loopId, loops.artifacts(key));
    }

    /** @param bundleState {@code available}, {@code missing} or {@code rejected}; files are served when available */
    public record FileList(String assetBundleId, @Nullable String bundleState, List<BundleManifest.Member> files) {}

    @GET
    @Path("/loops/{task_run_id}/{loop_id}/files")
    @Operation(summary = "The files of a loop: the members of its bundle")
    @APIResponse(
            responseCode = "200",
            content = @Content(examples = @ExampleObject(name = "files", value = Examples.FILES)))
    public FileList files(@PathParam("task_run_id") String taskRunId, @PathParam("loop_id") int loopId)
            throws SQLException {
        LoopKey key = new LoopKey(taskRunId, loopId);
        return files.bundle(key)
                .map(one -> new FileList(
                        one.bundle().bundleId(),
                        one.state(),
                        one.bundle().manifest().members()))
                .orElseThrow(() -> missing("there is no loop " + key));
    }

    @GET
    @Path("/loops/{task_run_id}/{loop_id}/files/{path: .+}")
    @Produces(MediaType.WILDCARD)
    @Operation(summary = "One file of a loop; text and pictures to be seen, everything else to be saved")
    public Response file(
            @PathParam("task_run_id") String taskRunId,
            @PathParam("loop_id") int loopId,
            @PathParam("path") String path)
            throws SQLException, IOException {
        return FileAnswer.of(files.file(new LoopKey(taskRunId, loopId), path));
    }

    @GET
    @Path("/loops/{task_run_id}/{loop_id}/curves")
    @Operation(summary = "Growth and drawdown per trading day, from the backtest's daily report")
    @APIResponse(
            responseCode = "200",
            content = @Content(examples = @ExampleObject(name = "curves", value = Examples.CURVES)))
    @APIResponse(responseCode = "404", description = "The loop has no ret_schema.json, or its bundle is not here")
    public ReturnCurves curves(@PathParam("task_run_id") String taskRunId, @PathParam("loop_id") int loopId)
            throws SQLException, IOException {
        LoopKey key = new LoopKey(taskRunId, loopId);
        return files.curves(key).orElseThrow(() -> missing("there are no curves of " + key));
    }

    @GET
    @Path("/strategy-loop-best")
    @Operation(summary = "The loop with the best Sharpe of each strategy")
    @APIResponse(
            responseCode = "200",
            content = @Content(examples = @ExampleObject(name = "best", value = Examples.BEST_BY_STRATEGY)))
    public Listing bestByStrategy() throws SQLException {
        return whole(reader.rows(BEST_BY_STRATEGY));
    }

    @GET
    @Path("/factor-loop-best")
    @Operation(summary = "The loop with the best Sharpe of each factor")
    @APIResponse(
            responseCode = "200",
            content = @Content(examples = @ExampleObject(name = "best", value = Examples.BEST_BY_FACTOR)))
    public Listing bestByFactor() throws SQLException {
        return whole(reader.rows(BEST_BY_FACTOR));
    }

    private static Listing whole(List<ObjectNode> rows) {
        return new Listing(rows.size(), rows);
    }

    private ObjectNode existing(LoopKey key) throws SQLException {
        return loops.row(key).orElseThrow(() -> missing("there is no loop " + key));
    }

    private static ProblemException missing(String detail) {
        return new ProblemException(404, "NOT_FOUND", detail);
    }
}
