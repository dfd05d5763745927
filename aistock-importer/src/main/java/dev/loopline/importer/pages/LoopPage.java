package dev.loopline.importer.pages;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.event.BundleManifest;
import dev.loopline.contracts.event.EventType;
import dev.loopline.importer.pages.LoopView.Stage;
import dev.loopline.importer.read.LoopDetails;
import dev.loopline.importer.read.LoopFiles;
import dev.loopline.kit.http.ProblemException;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The page of one loop. */
@Path("/rdagent/loops/{task_run_id}/{loop_id}")
@Blocking
public class LoopPage {

    /** Larger code files are offered for saving only. */
    private static final long MOST_CODE = 256 * 1024;

    private static final List<String> CODE = List.of(".py", ".yaml", ".yml");

    private final LoopDetails loops;
    private final LoopFiles files;
    private final StageTimes times;
    private final Pages pages;

    LoopPage(LoopDetails loops, LoopFiles files, StageTimes times, Pages pages) {
        this.loops = loops;
        this.files = files;
        this.times = times;
        this.pages = pages;
    }

    @GET
    @Operation(hidden = true)
    public Response loop(@PathParam("task_run_id") String taskRunId, @PathParam("loop_id") int loopId)
            throws SQLException, IOException {
        LoopKey key = new LoopKey(taskRunId, loopId);
        Optional<ObjectNode> row = loops.row(key);
        if (row.isEmpty()) {
            throw Pages.notFound("loop " + key);
        }
        LoopView view = view(key, new Row(row.get()));
        Frame frame = pages.frame("loops", view.row().text("display_name"));
        return pages.render(200, frame, Templates.loop(frame, view));
    }

    /** The stages with all times that are known, to be put into the page: the topics are asked for them, which may take a moment. */
    @GET
    @Path("/stages")
    @Operation(hidden = true)
    public Response stages(@PathParam("task_run_id") String taskRunId, @PathParam("loop_id") int loopId)
            throws SQLException, IOException, InterruptedException {
        LoopKey key = new LoopKey(taskRunId, loopId);
        Row row = new Row(loops.row(key).orElseThrow(() -> Pages.notFound("loop " + key)));
        Row arrival = arrival(key);
        Map<String, String> times =
                this.times.of(key, arrival.tree().path("revision").asLong());
        Frame frame = pages.frame("loops", "");
        return pages.render(200, frame, Templates.stages(frame, stages(row, arrival, times)));
    }

    private Row arrival(LoopKey key) throws SQLException {
        return new Row(loops.stages(key).orElse(JsonNodeFactory.instance.objectNode()));
    }

    /** The text of one file, to be put into the page. */
    @GET
    @Path("/code")
    @Produces(Pages.HTML)
    @Operation(hidden = true)
    public String code(
            @PathParam("task_run_id") String taskRunId,
            @PathParam("loop_id") int loopId,
            @QueryParam("path") String path)
            throws SQLException, IOException {
        java.nio.file.Path file = files.file(new LoopKey(taskRunId, loopId), path);
        if (!isCode(path) || Files.size(file) > MOST_CODE) {
            throw new ProblemException(404, "NOT_FOUND", path + " is no code that can be shown");
        }
        return Templates.code(new String(Files.readAllBytes(file), StandardCharsets.UTF_8))
                .render();
    }

    private LoopView view(LoopKey key, Row row) throws SQLException, IOException {
        String path = PageLink.segment(key.taskRunId()) + '/' + key.loopId();
        String api = "/api/v1/rdagent/catalogs/loops/" + path;
        Row arrival = arrival(key);
        List<BundleManifest.Member> members = files.members(key);
        return new LoopView(
                row,
                "/rdagent/loops/" + path,
                api,
                stages(row, arrival, Map.of()),
                files.curves(key).map(CurvesView::of).orElse(null),
                arrival,
                Row.all(loops.factors(key)),
                Row.all(loops.models(key)),
                Row.all(loops.strategies(key)),
                Row.all(loops.rejected(key)),
                lines(members, api),
                lines(
                        members.stream()
                                .filter(member -> isCode(member.name()) && member.sizeBytes() <= MOST_CODE)
                                .toList(),
                        api));
    }

    private static boolean isCode(String name) {
        return CODE.stream().anyMatch(name::endsWith);
    }

    private static List<LoopView.FileLine> lines(List<BundleManifest.Member> members, String api) {
        return members.stream()
                .map(member -> new LoopView.FileLine(
                        member.name(),
                        api + "/files/"
                                + Arrays.stream(member.name().split("/"))
                                        .map(PageLink::segment)
                                        .collect(Collectors.joining("/")),
                        Row.bytes(member.sizeBytes()),
                        member.sha256().hex()))
                .toList();
    }

    /** What is recorded of each stage; a loop that has a row has passed all but perhaps the last. */
    private static List<Stage> stages(Row row, Row arrival, Map<String, String> times) {
        List<Stage> stages = new ArrayList<>();
        stages.add(new Stage(Stage.Name.STARTED, "done", arrival.second("started_at_utc"), ""));
        stages.add(new Stage(
                Stage.Name.ENDED,
                row.is("status", "failed") ? "failed" : "done",
                arrival.second("ended_at_utc"),
                row.raw("status")));
        stages.add(
                new Stage(Stage.Name.REGISTERED, "done", arrival.second("generated_at_utc"), arrival.raw("revision")));
        stages.add(new Stage(
                Stage.Name.BACKFILLED,
                row.is("materialization_status", "failed") ? "failed" : "done",
                time(times, EventType.LOOP_BACKFILLED),
                row.raw("materialization_error")));
        stages.add(new Stage(
                Stage.Name.BUNDLED, "done", time(times, EventType.BUNDLE_CREATED), arrival.raw("bundle_members")));
        stages.add(new Stage(
                Stage.Name.CATALOGUED, "done", time(times, EventType.CATALOG_UPDATED), arrival.raw("revision")));
        stages.add(new Stage(Stage.Name.IMPORTED, "done", arrival.second("imported_at"), ""));
        stages.add(new Stage(Stage.Name.BUNDLE_HERE, bundleState(arrival), Row.NONE, arrival.raw("bundle_reason")));
        return stages;
    }

    private static String time(Map<String, String> times, EventType type) {
        return new Row(JsonNodeFactory.instance.objectNode().put("at", times.get(type.eventName()))).second("at");
    }

    private static String bundleState(Row arrival) {
        if (arrival.is("bundle_state", "available")) {
            return "done";
        }
        return arrival.is("bundle_state", "rejected") ? "failed" : "waiting";
    }
}
