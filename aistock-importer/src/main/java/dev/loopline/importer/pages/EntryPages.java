package dev.loopline.importer.pages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.importer.read.CatalogReader;
import dev.loopline.importer.read.Catalogs;
import dev.loopline.importer.read.FactorCode;
import dev.loopline.importer.read.FactorVariants;
import dev.loopline.importer.read.Where;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The pages of one factor, one model, one strategy. */
@Path("/rdagent")
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
            "ic_ir",
            "rank_ic",
            "rank_ic_ir",
            "best_performance",
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
    public Response factor(@PathParam("id") int id) throws SQLException, IOException {
        Optional<ObjectNode> row = reader.one(Catalogs.FACTORS, Where.is("t.id", id));
        if (row.isEmpty()) {
            throw Pages.notFound("factor " + id);
        }
        FactorParts parts = new FactorParts(
                code.of(row.get()).orElse(null),
                Row.all(variants.loops(row.get())),
                variants.variants(row.get()).stream().map(VariantView::of).toList());
        return page("factors", "name", row.get(), parts);
    }

    @GET
    @Path("/models/{id}")
    @Operation(hidden = true)
    public Response model(@PathParam("id") String id) throws SQLException {
        return reader.one(Catalogs.MODELS, Where.is("t.model_id", id))
                .map(row -> page("models", "display_name", row, FactorParts.NONE))
                .orElseThrow(() -> Pages.notFound("model " + id));
    }

    @GET
    @Path("/strategies/{id}")
    @Operation(hidden = true)
    public Response strategy(@PathParam("id") String id) throws SQLException {
        return reader.one(Catalogs.STRATEGIES, Where.is("t.strategy_id", id))
                .map(row -> page("strategies", "display_name", row, FactorParts.NONE))
                .orElseThrow(() -> Pages.notFound("strategy " + id));
    }

    private Response page(String kind, String named, ObjectNode tree, FactorParts parts) {
        Row row = new Row(tree);
        String heading = row.text(named);
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
        Frame frame = pages.frame(kind, heading);
        return pages.render(200, frame, Templates.entry(frame, view));
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
