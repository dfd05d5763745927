package dev.loopline.backfill.stage;

import dev.loopline.backfill.codesync.CodeLibraries;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/status}: the counters, and where the code of loops goes, for people and for the command line. */
@Path("/api/status")
public class StatusResource {

    private final BackfillCounters counters;
    private final CodeLibraries libraries;

    /**
     * What the service has done since it started.
     *
     * @param service its name
     * @param loopsBackfilled events published; a loop that came twice counts twice
     * @param loopsWithResult those of them with a result
     * @param loopsWithdrawn withdrawals passed on
     * @param notes notes made in these events
     * @param factorsLibrary the root of the shared library of factors; null if nothing says where it is
     * @param strategiesLibrary likewise of strategies
     */
    public record Status(
            String service,
            long loopsBackfilled,
            long loopsWithResult,
            long loopsWithdrawn,
            long notes,
            @Nullable String factorsLibrary,
            @Nullable String strategiesLibrary) {}

    StatusResource(BackfillCounters counters, CodeLibraries libraries) {
        this.counters = counters;
        this.libraries = libraries;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Status status() {
        return new Status(
                "backfill-service",
                counters.withResult() + counters.withoutResult(),
                counters.withResult(),
                counters.withdrawals(),
                counters.notes(),
                libraries.root(CodeLibraries.FACTORS_ROOT).orElse(null),
                libraries.root(CodeLibraries.STRATEGIES_ROOT).orElse(null));
    }
}
