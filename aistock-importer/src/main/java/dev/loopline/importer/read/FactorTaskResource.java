package dev.loopline.importer.read;

import dev.loopline.kit.http.ProblemException;
import io.smallrye.common.annotation.Blocking;
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

/** The task runs that factors come from. */
@Path("/api/v1/rdagent/catalogs/factors/source-tasks")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "catalogs")
@Blocking
public class FactorTaskResource {

    private final FactorTasks tasks;

    FactorTaskResource(FactorTasks tasks) {
        this.tasks = tasks;
    }

    @GET
    @Operation(
            summary = "Task runs that factors come from",
            description = "ok_count: factors with figures; skipped_count: without; error_count: entries that could not"
                    + " be imported")
    @APIResponse(
            responseCode = "200",
            content = @Content(examples = @ExampleObject(name = "tasks", value = Examples.SOURCE_TASKS)))
    public Listing sourceTasks(@QueryParam("node_id") @Nullable String nodeId) throws SQLException {
        return tasks.tasks(nodeId);
    }

    @GET
    @Path("/{task_id}/calc-detail")
    @Operation(
            summary = "The factors of a task run with the backtest windows that its loops have of them",
            description = "Windows come from each loop's factor_perf.json, without the rows of metrics; where there are"
                    + " none, loops_without_windows says why")
    @APIResponse(
            responseCode = "200",
            content = @Content(examples = @ExampleObject(name = "detail", value = Examples.CALC_DETAIL)))
    @APIResponse(responseCode = "404", description = "No factor comes from the task run")
    public FactorTasks.Detail calcDetail(@PathParam("task_id") String taskId) throws SQLException, IOException {
        return tasks.detail(taskId)
                .orElseThrow(
                        () -> new ProblemException(404, "NOT_FOUND", "no factor comes from the task run " + taskId));
    }
}
