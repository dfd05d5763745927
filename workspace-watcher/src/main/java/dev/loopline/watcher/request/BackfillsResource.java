package dev.loopline.watcher.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.Json;
import dev.loopline.kit.http.ProblemException;
import dev.loopline.watcher.register.RecordedTime;
import dev.loopline.watcher.registry.Registry;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Backfill requests over HTTP. Safe for all threads. */
@Path("/api/backfills")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class BackfillsResource {

    private static final Logger LOG = Logger.getLogger(BackfillsResource.class);
    private static final int MOST_NAMED = 1000;

    private final Registry registry;
    private final RequestListener listener;
    private final Clock clock;

    BackfillsResource(Registry registry, RequestListener listener, Clock clock) {
        this.registry = registry;
        this.listener = listener;
        this.clock = clock;
    }

    /**
     * What a request selected.
     *
     * @param requestId null for a dry run
     * @param selected how many loops
     * @param loops the first thousand of them
     */
    public record Accepted(
            @Nullable String requestId,
            String mode,
            boolean dryRun,
            int selected,
            List<String> loops,
            List<String> notes) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response create(@Nullable BackfillRequest body) throws SQLException {
        if (body == null) {
            throw new ProblemException(400, "INVALID_REQUEST", "say which loops: task_run_id, or all_task_runs");
        }
        body.check();
        List<LoopKey> loops = registry.view(session -> RequestTable.select(session, body));
        if (body.dryRun()) {
            return Response.ok(accepted(null, body, loops)).build();
        }
        String id = UUID.randomUUID().toString();
        String parameters = parameters(body);
        String now = RecordedTime.format(clock.instant());
        registry.write(session -> {
            RequestTable.insert(session, id, parameters, body.overwriteJson(), now, loops);
            return id;
        });
        LOG.infof(
                "Backfill requested. requestId=%s mode=%s loops=%d overwrite=%s",
                id, body.effectiveMode(), loops.size(), body.overwriteJson());
        listener.requestArrived();
        return Response.accepted(accepted(id, body, loops))
                .location(URI.create("/api/backfills/" + id))
                .build();
    }

    @GET
    @Path("/{id}")
    public BackfillProgress progress(@PathParam("id") String id) throws SQLException {
        return registry.view(session -> RequestTable.progress(session, id))
                .orElseThrow(() -> new ProblemException(404, "REQUEST_UNKNOWN", "there is no backfill request " + id));
    }

    private static Accepted accepted(@Nullable String id, BackfillRequest body, List<LoopKey> loops) {
        List<String> notes = body.onlyExperimentWorkspace()
                ? List.of(
                        "metadata only ever goes to the experiment workspace, so only_experiment_workspace changes nothing")
                : List.of();
        return new Accepted(
                id,
                body.effectiveMode(),
                body.dryRun(),
                loops.size(),
                loops.stream().limit(MOST_NAMED).map(LoopKey::toString).toList(),
                notes);
    }

    private static String parameters(BackfillRequest body) {
        try {
            return Json.mapper().writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a request can always be written as JSON", e);
        }
    }
}
