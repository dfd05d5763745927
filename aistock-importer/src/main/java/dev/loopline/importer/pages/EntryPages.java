package dev.loopline.importer.pages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.importer.read.CatalogReader;
import dev.loopline.importer.read.Catalogs;
import dev.loopline.importer.read.FactorCode;
import dev.loopline.importer.read.FactorVariants;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The pages of one factor, one model, one strategy. */
@Path("/rdagent")
@Produces(Pages.HTML)
@Blocking
public class EntryPages {

    /** Shown in the head of the page, or of no use to people. */
    private static final Set<String> ELSEWHERE = Set.of(
            "id",
            "metrics",
            "raw_payload",
            "code_text_preview",
            "sharpe",
            "annualized_return",
            "max_drawdown",
            "ic",
            "best_performance_sharpe",
            "best_performance_ann_ret");

    private final CatalogReader reader;
    private final FactorVariants variants;
    private final FactorCode code;
    private final Pages pages;

    EntryPages(CatalogReader reader, FactorVariants variants, FactorCode code, Pages pages) {
        this.reader = reader;
        this.variants = variants;
        this.code = code;
        this.pages = pages;
    }

    @GET
    @Path("/factors/{id: \\d{1,9}}")
    @Operation(hidden = true)
    public Response factor(@PathParam("id") String id, @Context UriInfo uri, @Context HttpHeaders headers)
            throws SQLException, IOException {
        Optional<ObjectNode> row = reader.one(Catalogs.FACTORS, Map.of("id", id));
        if (row.isEmpty()) {
            return pages.notFound("factors", uri, headers);
        }
        FactorParts parts = new FactorParts(
                code.of(row.get()).orElse(null),
                Row.all(variants.loops(row.get())),
                variants.variants(row.get()).stream().map(VariantView::of).toList());
        return page("factors", new Row(row.get()).text("name"), row.get(), parts, uri, headers);
    }

    @GET
    @Path("/models/{id}")
    @Operation(hidden = true)
    public Response model(@PathParam("id") String id, @Context UriInfo uri, @Context HttpHeaders headers)
            throws SQLException {
        Optional<ObjectNode> row = reader.one(Catalogs.MODELS, Map.of("model_id", id));
        return row.isEmpty()
                ? pages.notFound("models", uri, headers)
                : page("models", new Row(row.get()).text("display_name"), row.get(), FactorParts.NONE, uri, headers);
    }

    @GET
    @Path("/strategies/{id}")
    @Operation(hidden = true)
    public Response strategy(@PathParam("id") String id, @Context UriInfo uri, @Context HttpHeaders headers)
            throws SQLException {
        Optional<ObjectNode> row = reader.one(Catalogs.STRATEGIES, Map.of("strategy_id", id));
        return row.isEmpty()
                ? pages.notFound("strategies", uri, headers)
                : page(
                        "strategies",
                        new Row(row.get()).text("display_name"),
                        row.get(),
                        FactorParts.NONE,
                        uri,
                        headers);
    }

    private Response page(
            String kind, String heading, ObjectNode tree, FactorParts parts, UriInfo uri, HttpHeaders headers) {
        Row row = new Row(tree);
        List<String> names = tree.properties().stream()
                .map(Map.Entry::getKey)
                .filter(name -> !ELSEWHERE.contains(name))
                .toList();
        EntryView view = new EntryView(
                row,
                heading,
                row.has("task_run_id") && row.has("loop_id")
                        ? "/rdagent/loops/" + PageLink.segment(row.raw("task_run_id")) + '/' + row.raw("loop_id")
                        : null,
                names.stream()
                        .filter(name -> !tree.path(name).isContainerNode() && says(row, name))
                        .toList(),
                names.stream().filter(name -> !says(row, name)).toList(),
                names.stream()
                        .filter(name -> tree.path(name).isContainerNode() && says(row, name))
                        .toList(),
                parts);
        Frame frame = pages.frame(kind, heading, uri, headers);
        return pages.render(200, frame, Templates.entry(frame, view), uri);
    }

    /** Whether there is something to be shown; an object all of whose fields are null says nothing. */
    private static boolean says(Row row, String column) {
        JsonNode value = row.tree().path(column);
        return row.has(column)
                && !(value.isObject()
                        && value.properties().stream()
                                .allMatch(field -> field.getValue().isNull()));
    }
}
