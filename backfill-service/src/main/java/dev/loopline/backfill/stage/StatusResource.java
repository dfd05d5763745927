package dev.loopline.backfill.stage;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** {@code GET /api/status}: the counters, for people and for the command line. */
@Path("/api/status")
public class StatusResource {

    private final BackfillCounters counters;

    StatusResource(BackfillCounters counters) {
        this.counters = counters;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public BackfillStatus status() {
        return counters.status();
    }
}
