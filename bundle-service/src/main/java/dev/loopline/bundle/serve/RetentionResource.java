package dev.loopline.bundle.serve;

import dev.loopline.bundle.retention.Retention;
import dev.loopline.bundle.retention.Verdict;
import dev.loopline.kit.http.ProblemException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What becomes of the archives of withdrawn loops: looking is free of consequences, posting removes what may go. */
@Path("/api/retention")
@Produces(MediaType.APPLICATION_JSON)
public class RetentionResource {

    private final Retention retention;

    RetentionResource(Retention retention) {
        this.retention = retention;
    }

    /**
     * One archive.
     *
     * @param fate {@code GOES}, {@code WAITS}, {@code REFERRED_TO} or {@code KEPT}
     * @param reason why
     */
    public record Archive(
            String id, long revision, long sizeBytes, Instant withdrawnSince, Verdict.Fate fate, String reason) {

        static Archive of(Verdict verdict) {
            return new Archive(
                    verdict.id().value(),
                    verdict.entry().revision(),
                    verdict.entry().bundle().sizeBytes(),
                    verdict.withdrawnSince(),
                    verdict.fate(),
                    verdict.reason());
        }
    }

    /**
     * @param period how long archives of withdrawn loops are kept, after ISO 8601; null: for ever
     * @param dryRun whether nothing was removed
     * @param bytes size of all archives that went or would go
     * @param archives what went, or, for a dry run, all archives of withdrawn loops
     */
    public record Report(@Nullable String period, boolean dryRun, long bytes, List<Archive> archives) {}

    /** The dry run. */
    @GET
    public Report dryRun() throws IOException {
        return report(true, retention.judge());
    }

    /** Removes what may go. */
    @POST
    public Report sweep() throws IOException {
        if (retention.period().isEmpty()) {
            throw new ProblemException(
                    409,
                    "NO_RETENTION_SET",
                    "no retention is set, so every archive is kept; set LOOPLINE_BUNDLE_WITHDRAWN_RETENTION, such as"
                            + " 90d");
        }
        return report(false, retention.sweep());
    }

    private Report report(boolean dryRun, List<Verdict> verdicts) {
        long bytes = verdicts.stream()
                .filter(verdict -> verdict.fate() == Verdict.Fate.GOES)
                .mapToLong(verdict -> verdict.entry().bundle().sizeBytes())
                .sum();
        return new Report(
                retention.period().map(Object::toString).orElse(null),
                dryRun,
                bytes,
                verdicts.stream().map(Archive::of).toList());
    }
}
