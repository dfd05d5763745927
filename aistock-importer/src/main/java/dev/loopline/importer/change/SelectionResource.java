package dev.loopline.importer.change;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.importer.read.Listing;
import dev.loopline.kit.http.ProblemException;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The selection center. */
@Path("/api/v1/rdagent/catalogs")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "selection", description = "Strategies that people chose. Imports leave the choice as it is.")
@Blocking
public class SelectionResource {

    static final String CHOSEN = """
            {"total": 1, "items": [{"strategy_id": "strategy_20250107_001_1", "task_run_id": "20250107_001", "loop_id": 1,
            "ann_ret": 0.15, "mdd": -0.08, "sharpe": 1.23, "ic": null, "has_impl": true, "freq": "1d"}]}""";
    static final String CHOICE = """
            {"in_selection": true}""";
    static final String DONE = """
            {"ok": true, "strategy_id": "strategy_20250107_001_1", "in_selection_center": true}""";

    private final SelectionCenter center;

    SelectionResource(SelectionCenter center) {
        this.center = center;
    }

    /** Whether the strategy is to be in the selection center. */
    public record Choice(
            @JsonProperty("in_selection") @Nullable Boolean inSelection) {}

    /** What is now so. */
    public record Done(boolean ok, String strategyId, boolean inSelectionCenter) {}

    @GET
    @Path("/selection-center")
    @Operation(summary = "The chosen strategies, each with the figures of its best loop")
    @APIResponse(responseCode = "200", content = @Content(examples = @ExampleObject(name = "chosen", value = CHOSEN)))
    public Listing chosen() throws SQLException {
        List<ObjectNode> chosen = center.chosen();
        return new Listing(chosen.size(), chosen);
    }

    @POST
    @Path("/strategies/{strategy_id}/selection")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Takes a strategy into the selection center, or out of it")
    @RequestBody(content = @Content(examples = @ExampleObject(name = "choice", value = CHOICE)))
    @APIResponse(responseCode = "200", content = @Content(examples = @ExampleObject(name = "done", value = DONE)))
    @APIResponse(responseCode = "400", description = "in_selection is not given")
    @APIResponse(responseCode = "404", description = "There is no such strategy")
    public Done choose(@PathParam("strategy_id") String strategyId, @Nullable Choice choice) throws SQLException {
        if (choice == null || choice.inSelection() == null) {
            throw new ProblemException(400, "IN_SELECTION_MISSING", "in_selection has to be true or false");
        }
        if (!center.choose(strategyId, choice.inSelection())) {
            throw new ProblemException(404, "NOT_FOUND", "there is no strategy " + strategyId);
        }
        return new Done(true, strategyId, choice.inSelection());
    }
}
