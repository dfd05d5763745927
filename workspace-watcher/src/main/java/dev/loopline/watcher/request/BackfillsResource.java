package dev.loopline.watcher.request;

import dev.loopline.contracts.LoopKey;
import dev.loopline.kit.http.ProblemException;
import dev.loopline.watcher.registry.Registry;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
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
    private final BackfillDesk desk;

    BackfillsResource(Registry registry, RequestListener listener, UnregisteredLoops unregistered, Clock clock) {
        this.registry = registry;
        this.listener = listener;
        this.desk = new BackfillDesk(registry, unregistered, clock);
    }

    /**
     * What a request selected.
     *
     * @param requestId null for a dry run
     * @param selected how many loops
     * @param loops the first thousand of them
     * @param skipped how many loops the request names and does not mean
     * @param skippedLoops the first thousand of them, each with the reason
     */
    public record Accepted(
            @Nullable String requestId,
            String mode,
            boolean dryRun,
            int selected,
            List<String> loops,
            int skipped,
            List<Skipped> skippedLoops) {}

    /** A loop that is not meant, and why. */
    public record Skipped(String loop, String reason) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response create(@Nullable BackfillRequest body) throws SQLException {
        if (body == null) {
            throw new ProblemException(400, "INVALID_REQUEST", "say which loops: task_run_id, or all_task_runs");
        }
        body.check();
        String sent = body.requestId();
        Optional<Selection> before = sent == null || body.dryRun() ? Optional.empty() : desk.kept(sent, body);
        if (sent != null && before.isPresent()) {
            return accept(sent, body, before.get());
        }
        Selection selection = desk.select(body);
        if (body.dryRun()) {
            return Response.ok(accepted(null, body, selection)).build();
        }
        String id = desk.keep(body, selection);
        LOG.infof(
                "Backfill requested. requestId=%s mode=%s loops=%d skipped=%d overwrite=%s",
                id,
                body.effectiveMode(),
                selection.selected().size(),
                selection.skipped().size(),
                body.overwriteJson());
        return accept(id, body, selection);
    }

    private Response accept(String id, BackfillRequest body, Selection selection) {
        listener.requestArrived();
        return Response.accepted(accepted(id, body, selection))
                .location(URI.create("/api/backfills/" + id))
                .build();
    }

    @GET
    @Path("/{id}")
    public BackfillProgress progress(@PathParam("id") String id) throws SQLException {
        return registry.view(session -> RequestProgress.of(session, id)).orElseThrow(() -> unknown(id));
    }

    /** The loops of a request, each with its state and, where it failed or was skipped, the reason. */
    @GET
    @Path("/{id}/loops")
    public List<RequestedLoop> loops(
            @PathParam("id") String id,
            @QueryParam("state") @Nullable String state,
            @QueryParam("limit") @DefaultValue("100") int limit,
            @QueryParam("offset") @DefaultValue("0") int offset)
            throws SQLException {
        checkPage(limit, offset);
        if (state != null && !RequestProgress.STATES.contains(state)) {
            throw new ProblemException(
                    400,
                    "INVALID_STATE",
                    "state is one of " + String.join(", ", new TreeSet<>(RequestProgress.STATES)));
        }
        progress(id);
        return registry.view(session -> RequestProgress.loops(session, id, state, limit, offset));
    }

    /** Loops of a request whose metadata is complete, in the order in which they came, from the one after a position on. */
    @GET
    @Path("/{id}/backfilled")
    public List<BackfilledLoop> backfilled(
            @PathParam("id") String id,
            @QueryParam("after") @DefaultValue("0") int after,
            @QueryParam("limit") @DefaultValue("100") int limit)
            throws SQLException {
        checkPage(limit, after);
        progress(id);
        return registry.view(session -> RequestTable.backfilled(session, id, after, limit));
    }

    private static void checkPage(int limit, int from) {
        if (limit < 1 || limit > MOST_NAMED || from < 0) {
            throw new ProblemException(
                    400, "INVALID_PAGE", "limit is 1 to " + MOST_NAMED + "; offset and after are not negative");
        }
    }

    private static ProblemException unknown(String id) {
        return new ProblemException(404, "REQUEST_UNKNOWN", "there is no backfill request " + id);
    }

    private static Accepted accepted(@Nullable String id, BackfillRequest body, Selection selection) {
        return new Accepted(
                id,
                body.effectiveMode(),
                body.dryRun(),
                selection.selected().size(),
                selection.selected().stream()
                        .limit(MOST_NAMED)
                        .map(LoopKey::toString)
                        .toList(),
                selection.skipped().size(),
                selection.skipped().entrySet().stream()
                        .limit(MOST_NAMED)
                        .map(entry -> new Skipped(entry.getKey().toString(), entry.getValue()))
                        .toList());
    }
}
