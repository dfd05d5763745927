package dev.loopline.importer.read;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.kit.http.ProblemException;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.sql.SQLException;
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
    public Listing factors(@BeanParam FactorFilter filter, @BeanParam ListParameters list) throws SQLException {
        return reader.list(Catalogs.FACTORS, list.query(filter.where(), MOST_FACTORS));
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
    public Listing models(@BeanParam ModelFilter filter, @BeanParam ListParameters list) throws SQLException {
        return reader.list(Catalogs.MODELS, list.query(filter.where(), MOST));
    }

    @GET
    @Path("/models/{model_id}")
    @Operation(summary = "One model")
    public ObjectNode model(@PathParam("model_id") String modelId) throws SQLException {
        return reader.one(Catalogs.MODELS, Where.is("t.model_id", modelId))
                .orElseThrow(() -> new ProblemException(404, "NOT_FOUND", "there is no model " + modelId));
    }

    @GET
    @Path("/strategies")
    @Operation(summary = "Strategies", description = "sort_by: newest, name, action, sharpe, ann_ret, mdd, ic")
    @APIResponse(
            responseCode = "200",
            content = @Content(examples = @ExampleObject(name = "strategies", value = Examples.STRATEGIES)))
    public Listing strategies(@BeanParam StrategyFilter filter, @BeanParam ListParameters list) throws SQLException {
        return reader.list(Catalogs.STRATEGIES, list.query(filter.where(), MOST));
    }

    @GET
    @Path("/strategies/{strategy_id}")
    @Operation(summary = "One strategy")
    public ObjectNode strategy(@PathParam("strategy_id") String strategyId) throws SQLException {
        return reader.one(Catalogs.STRATEGIES, Where.is("t.strategy_id", strategyId))
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
        Where where = Where.ALL.search("t.factor_name, t.expression", text);
        return reader.list(
                Catalogs.alpha(kind), new ListParameters(null, null, limit, offset).query(where, MOST_ALPHA));
    }

    private ObjectNode factorRow(String name, @Nullable String source) throws SQLException {
        Where named = Where.is("t.factor_name", name);
        return reader.one(Catalogs.FACTORS, source == null ? named : named.and("t.source = ?", source))
                .orElseThrow(() -> new ProblemException(404, "NOT_FOUND", "there is no factor " + name));
    }
}
