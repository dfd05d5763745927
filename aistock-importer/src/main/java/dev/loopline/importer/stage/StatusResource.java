package dev.loopline.importer.stage;

import dev.loopline.importer.bundle.BundleCache;
import dev.loopline.kit.sql.Sql;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Where the importer stands, for {@code deploy/loopline status}. */
@Path("/api/status")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class StatusResource {

    private static final String COUNTS =
            "SELECT count(*) FILTER (WHERE NOT tombstone), count(*) FILTER (WHERE tombstone),"
                    + " count(*) FILTER (WHERE bundle_state = 'available'), count(*) FILTER (WHERE bundle_state ="
                    + " 'missing'), count(*) FILTER (WHERE bundle_state = 'rejected'), count(*) FILTER (WHERE NOT"
                    + " published), (SELECT count(*) FROM public.loopline_rejected WHERE kind <> 'bundle'),"
                    + " (SELECT database_id::text FROM public.loopline_database)"
                    + " FROM public.loopline_import";

    private final DataSource database;
    private final ImporterCounters counters;
    private final BundleWatch watch;
    private final BundleCache bundles;

    StatusResource(DataSource database, ImporterCounters counters, BundleWatch watch, BundleCache bundles) {
        this.watch = watch;
        this.bundles = bundles;
        this.database = database;
        this.counters = counters;
    }

    /**
     * @param service {@code aistock-importer}
     * @param databaseId which database this is; null if its row was deleted by hand
     * @param loops loops that AIstock has
     * @param withdrawn loops that it had
     * @param bundlesAvailable loops whose bundle it has
     * @param bundlesMissing loops whose bundle is to come
     * @param bundlesRejected loops whose bundle must not be used
     * @param bundlesLookedAt when all bundles were last looked at for damage; null before the first time
     * @param takenBundlePlaces bundles at whose place in {@code rdagent_assets/production_bundles} something lies that is not
     *     Loopline's
     * @param unpublished loops whose import is not announced yet
     * @param rejectedEntries entries that could not become rows
     * @param importedSinceStart imports since the start of the service
     * @param lastImportedAt the last of them
     */
    public record Status(
            String service,
            @Nullable String databaseId,
            long loops,
            long withdrawn,
            long bundlesAvailable,
            long bundlesMissing,
            long bundlesRejected,
            @Nullable Instant bundlesLookedAt,
            Set<String> takenBundlePlaces,
            long unpublished,
            long rejectedEntries,
            long importedSinceStart,
            @Nullable Instant lastImportedAt) {}

    @GET
    public Status status() throws SQLException {
        try (Sql sql = Sql.open(database)) {
            return sql.one(COUNTS, this::status);
        }
    }

    private Status status(ResultSet row) throws SQLException {
        ImporterCounters.Snapshot now = counters.snapshot();
        return new Status(
                "aistock-importer",
                row.getString(8),
                row.getLong(1),
                row.getLong(2),
                row.getLong(3),
                row.getLong(4),
                row.getLong(5),
                watch.lookedAt().orElse(null),
                bundles.placed().shown().taken(),
                row.getLong(6),
                row.getLong(7),
                now.importedTotal(),
                now.lastImportedAt());
    }
}
