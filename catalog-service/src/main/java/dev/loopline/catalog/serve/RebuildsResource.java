package dev.loopline.catalog.serve;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.catalog.rebuild.RebuildProgress;
import dev.loopline.catalog.rebuild.RebuildScope;
import dev.loopline.catalog.rebuild.Rebuilds;
import dev.loopline.contracts.codec.Json;
import dev.loopline.kit.http.ProblemException;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Rebuilding the catalogs from the topic. */
@Path("/api/rebuilds")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class RebuildsResource {

    private static final int ACCEPTED = 202;

    private final Rebuilds rebuilds;

    RebuildsResource(Rebuilds rebuilds) {
        this.rebuilds = rebuilds;
    }

    /**
     * What is asked for; all of it may be missing.
     *
     * @param requestId names the request, so that one that is made twice is one
     * @param taskRunId only this task run
     * @param loopId only this loop of it
     * @param from only loops that finished then or later
     * @param before only loops that finished earlier than this
     * @param dryRun only say what would change
     * @param acceptLoss take out loops that the topic does not know, instead of refusing
     */
    public record Wish(
            @Nullable String requestId,
            @Nullable String taskRunId,
            @Nullable Integer loopId,
            @Nullable Instant from,
            @Nullable Instant before,
            @Nullable Boolean dryRun,
            @Nullable Boolean acceptLoss) {}

    /** Begins one; it goes on whether anybody looks or not. */
    @POST
    public Response begin(@Nullable Wish wish) throws IOException {
        Wish wanted = wish == null ? new Wish(null, null, null, null, null, null, null) : wish;
        RebuildProgress begun = rebuilds.begin(
                wanted.requestId(),
                scope(wanted),
                Boolean.TRUE.equals(wanted.dryRun()),
                Boolean.TRUE.equals(wanted.acceptLoss()));
        return Response.status(ACCEPTED).entity(answer(begun)).build();
    }

    private static RebuildScope scope(Wish wish) {
        try {
            return new RebuildScope(wish.taskRunId(), wish.loopId(), wish.from(), wish.before());
        } catch (IllegalArgumentException e) {
            throw new ProblemException(400, "BAD_SCOPE", String.valueOf(e.getMessage()));
        }
    }

    /** How the one that runs, or ran last, stands. */
    @GET
    public JsonNode last() {
        return rebuilds.last()
                .map(RebuildsResource::answer)
                .orElseThrow(() -> new ProblemException(404, "NO_REBUILD", "there was no rebuild yet"));
    }

    /** How this one stands. */
    @GET
    @Path("{id}")
    public JsonNode one(@PathParam("id") String id) {
        return rebuilds.last()
                .filter(known -> known.id().equals(id))
                .map(RebuildsResource::answer)
                .orElseThrow(() -> unknown(id));
    }

    /** Lets it end without effect. */
    @DELETE
    @Path("{id}")
    public Response cancel(@PathParam("id") String id) {
        if (!rebuilds.cancel(id)) {
            throw unknown(id);
        }
        return Response.status(ACCEPTED).build();
    }

    private static ProblemException unknown(String id) {
        return new ProblemException(404, "NO_REBUILD", "no rebuild " + id + " is known or running");
    }

    private static JsonNode answer(RebuildProgress progress) {
        return Json.mapper().valueToTree(progress);
    }
}
