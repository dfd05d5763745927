package dev.loopline.importer.read;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.kit.http.ProblemException;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Lists and single entries of the factor, model and strategy catalogs. */
@Path("/api/v1/rdagent/catalogs")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "catalogs", description = "What was imported. Missing values are null. Lists take sort_by and sort_order.")
@Blocking
public class CatalogResource {

    static final int MOST_FACTORS = 2000;
    static final int MOST = 500;
    private static final int MOST_ALPHA = 1000;

    private final CatalogReader reader;
    private final FactorVariants variants;
    private final FactorCode code;

    CatalogResource(CatalogReader reader, FactorVariants variants, FactorCode code) {
        this.reader = reader;
        this.variants = variants;
        this.code = code;
    }

    @GET
    @Path("/factors")
    @Operation(summary = "Factors", description = "sort_by: name, newest, source, sharpe, ann_ret, mdd, ic")
    @APIResponse(
            responseCode = "200",
            content = @Content(examples = @ExampleObject(name = "factors", value = Examples.FACTORS)))
    public Listing factors(
            @QueryParam("q") @Nullable String text,
            @QueryParam("source") @Nullable String source,
            @QueryParam("exclude_source") @Nullable String excludeSource,
            @QueryParam("source_task_id") @Nullable String sourceTaskId,
            @QueryParam("task_run_id") @Nullable String taskRunId,
            @QueryParam("loop_id") @Nullable String loopId,
            @QueryParam("region") @Nullable String region,
            @QueryParam("tag") @Nullable String tag,
            @QueryParam("factor_type") @Nullable String factorType,
            @QueryParam("data_source") @Nullable String dataSource,
            @QueryParam("node_id") @Nullable String nodeId,
            @QueryParam("sort_by") @Nullable String sortBy,
            @QueryParam("sort_order") @Nullable String sortOrder,
            @QueryParam("limit") @DefaultValue("50") int limit,
            @QueryParam("offset") @DefaultValue("0") int offset)
            throws SQLException {
        Map<String, @Nullable String> filters = new HashMap<>();
        filters.put("q", text);
        filters.put("source", source);
        filters.put("exclude_source", excludeSource);
        filters.put("source_task_id", sourceTaskId);
        filters.put("task_run_id", taskRunId);
        filters.put("loop_id", loopId);
        filters.put("region", region);
        filters.put("tag", tag);
        filters.put("factor_type", factorType);
        filters.put("data_source", dataSource);
        filters.put("node_id", nodeId);
        return reader.list(Catalogs.FACTORS, ListQuery.of(filters, sortBy, sortOrder, limit, offset, MOST_FACTORS));
    }

    /** Without a source the first one in the order of sources, so that the answer is always the same. */
    @GET
    @Path("/factors/{name}")
    @Operation(summary = "One factor, with its whole code and the loops in which it occurs")
    public ObjectNode factor(@PathParam("name") String name, @QueryParam("source") @Nullable String source)
            throws SQLException, IOException {
        ObjectNode row = factorRow(name, source);
        row.remove("code_text_preview");
        row.put("code_text", code.of(row).orElse(null));
        row.putArray("loops").addAll(variants.loops(row));
        row.putArray("variant_list").addAll(variants.variants(row));
        return row;
    }

    @GET
    @Path("/factors/{name}/source-code")
    @Produces(MediaType.TEXT_PLAIN + ";charset=UTF-8")
    @Operation(summary = "The code of a factor")
    public String sourceCode(@PathParam("name") String name, @QueryParam("source") @Nullable String source)
            throws SQLException, IOException {
        return code.of(factorRow(name, source))
                .orElseThrow(() -> new ProblemException(404, "NOT_FOUND", "there is no code of the factor " + name));
    }

    @GET
    @Path("/models")
    @Operation(summary = "Models", description = "sort_by: newest, name, model_type, sharpe, ann_ret, mdd, ic")
    @APIResponse(
            responseCode = "200",
            content = @Content(examples = @ExampleObject(name = "models", value = Examples.MODELS)))
    public Listing models(
            @QueryParam("q") @Nullable String text,
            @QueryParam("task_run_id") @Nullable String taskRunId,
            @QueryParam("loop_id") @Nullable String loopId,
            @QueryParam("workspace_id") @Nullable String workspaceId,
            @QueryParam("model_type") @Nullable String modelType,
            @QueryParam("node_id") @Nullable String nodeId,
            @QueryParam("sort_by") @Nullable String sortBy,
            @QueryParam("sort_order") @Nullable String sortOrder,
            @QueryParam("limit") @DefaultValue("50") int limit,
            @QueryParam("offset") @DefaultValue("0") int offset)
            throws SQLException {
        Map<String, @Nullable String> filters = new HashMap<>();
        filters.put("q", text);
        filters.put("task_run_id", taskRunId);
        filters.put("loop_id", loopId);
        filters.put("workspace_id", workspaceId);
        filters.put("model_type", modelType);
        filters.put("node_id", nodeId);
        return reader.list(Catalogs.MODELS, ListQuery.of(filters, sortBy, sortOrder, limit, offset, MOST));
    }

    @GET
    @Path("/models/{model_id}")
    @Operation(summary = "One model")
    public ObjectNode model(@PathParam("model_id") String modelId) throws SQLException {
        return reader.one(Catalogs.MODELS, Map.of("model_id", modelId))
                .orElseThrow(() -> new ProblemException(404, "NOT_FOUND", "there is no model " + modelId));
    }

    @GET
    @Path("/strategies")
    @Operation(summary = "Strategies", description = "sort_by: newest, name, action, sharpe, ann_ret, mdd, ic")
    @APIResponse(
            responseCode = "200",
            content = @Content(examples = @ExampleObject(name = "strategies", value = Examples.STRATEGIES)))
    public Listing strategies(
            @QueryParam("q") @Nullable String text,
            @QueryParam("task_run_id") @Nullable String taskRunId,
            @QueryParam("step_name") @Nullable String stepName,
            @QueryParam("action") @Nullable String action,
            @QueryParam("node_id") @Nullable String nodeId,
            @QueryParam("sort_by") @Nullable String sortBy,
            @QueryParam("sort_order") @Nullable String sortOrder,
            @QueryParam("limit") @DefaultValue("50") int limit,
            @QueryParam("offset") @DefaultValue("0") int offset)
            throws SQLException {
        Map<String, @Nullable String> filters = new HashMap<>();
        filters.put("q", text);
        filters.put("task_run_id", taskRunId);
        filters.put("step_name", stepName);
        filters.put("action", action);
        filters.put("node_id", nodeId);
        return reader.list(Catalogs.STRATEGIES, ListQuery.of(filters, sortBy, sortOrder, limit, offset, MOST));
    }

    @GET
    @Path("/strategies/{strategy_id}")
    @Operation(summary = "One strategy")
    public ObjectNode strategy(@PathParam("strategy_id") String strategyId) throws SQLException {
        return reader.one(Catalogs.STRATEGIES, Map.of("strategy_id", strategyId))
                .orElseThrow(() -> new ProblemException(404, "NOT_FOUND", "there is no strategy " + strategyId));
    }

    @GET
    @Path("/{kind: alpha158|alpha360}/meta")
    @Operation(summary = "Qlib's own factors as AIstock describes them")
    @APIResponse(
            responseCode = "200",
            content = @Content(examples = @ExampleObject(name = "alpha158", value = Examples.ALPHA)))
    public Listing alpha(
            @PathParam("kind") String kind,
            @QueryParam("q") @Nullable String text,
            @QueryParam("limit") @DefaultValue("50") int limit,
            @QueryParam("offset") @DefaultValue("0") int offset)
            throws SQLException {
        Map<String, @Nullable String> filters = new HashMap<>();
        filters.put("q", text);
        return reader.list(FactorCatalog.alpha(kind), ListQuery.of(filters, null, null, limit, offset, MOST_ALPHA));
    }

    private ObjectNode factorRow(String name, @Nullable String source) throws SQLException {
        Map<String, String> filters = source == null ? Map.of("name", name) : Map.of("name", name, "source", source);
        return reader.one(Catalogs.FACTORS, filters)
                .orElseThrow(() -> new ProblemException(404, "NOT_FOUND", "there is no factor " + name));
    }
}
