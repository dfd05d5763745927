package dev.loopline.importer.sync;

import dev.loopline.importer.stage.ImporterCounters;
import dev.loopline.kit.http.ProblemException;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.jboss.resteasy.reactive.RestStreamElementType;
import org.jspecify.annotations.Nullable;

/** The sync API of the initialisation guide. */
@Path("/api/rdagent/catalog")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class SyncResource {

    private static final int MOST_RUNS = 500;
    private static final double MILLIS = 1000.0;

    private final CatalogSync sync;
    private final ImporterCounters counters;

    SyncResource(CatalogSync sync, ImporterCounters counters) {
        this.sync = sync;
        this.counters = counters;
    }

    /**
     * The status as AIstock's pages know it; times are seconds since 1970.
     *
     * @param events what came by itself since the start of the service, without a sync
     */
    public record StatusAnswer(
            long runId,
            String state,
            String phase,
            double progress,
            @Nullable Double startedAtTs,
            @Nullable Double finishedAtTs,
            @Nullable String lastError,
            Map<String, ImportSummary> lastResult,
            ImporterCounters.Snapshot events) {}

    /**
     * Starts a run, or joins the one that is under way.
     *
     * @param acceptLoss whether any number of loops may be taken out that the catalogs do not list
     */
    @POST
    @Path("/sync")
    public Response start(
            @QueryParam("last_sync_time") @Nullable String lastSyncTime,
            @QueryParam("accept_loss") @DefaultValue("false") boolean acceptLoss)
            throws SQLException {
        SyncStatus run =
                sync.start(lastSyncTime == null || lastSyncTime.isBlank() ? null : time(lastSyncTime), acceptLoss);
        return Response.accepted(answer(run)).build();
    }

    @GET
    @Path("/sync-status")
    public StatusAnswer status() throws SQLException {
        return answer(sync.status());
    }

    /** The runs there were, the newest first. */
    @GET
    @Path("/sync-runs")
    public List<StatusAnswer> history(
            @QueryParam("limit") @DefaultValue("20") int limit, @QueryParam("offset") @DefaultValue("0") int offset)
            throws SQLException {
        if (limit < 1 || limit > MOST_RUNS || offset < 0) {
            throw new ProblemException(
                    400, "BAD_RANGE", "limit is a number from 1 to " + MOST_RUNS + ", and offset starts at 0");
        }
        return sync.history(limit, offset).stream().map(this::answer).toList();
    }

    /** The status as it is now, and each time that it changes, as server-sent events. */
    @GET
    @Path("/sync-events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    public Multi<StatusAnswer> events() throws SQLException {
        return sync.updates().map(this::answer);
    }

    private StatusAnswer answer(SyncStatus run) {
        return new StatusAnswer(
                run.runId(),
                run.state(),
                run.phase(),
                run.progress(),
                seconds(run.startedAt()),
                seconds(run.finishedAt()),
                run.lastError(),
                run.lastResult(),
                counters.snapshot());
    }

    /** A plus sign in a query is a blank when it arrives. */
    private static Instant time(String text) {
        try {
            return OffsetDateTime.parse(text.strip().replace(' ', '+')).toInstant();
        } catch (DateTimeException e) {
            throw new ProblemException(
                    400,
                    "LAST_SYNC_TIME_INVALID",
                    "last_sync_time has to look like 2025-01-07T00:00:00Z, not '" + text + "'");
        }
    }

    private static @Nullable Double seconds(@Nullable Instant time) {
        return time == null ? null : time.toEpochMilli() / MILLIS;
    }
}
