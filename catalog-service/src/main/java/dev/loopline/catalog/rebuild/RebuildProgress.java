package dev.loopline.catalog.rebuild;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.loopline.catalog.state.Difference;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How far a rebuild is.
 *
 * @param id names it
 * @param scope which loops
 * @param dryRun whether only the difference is wanted
 * @param phase where it is
 * @param resumed whether it goes on with what was done before a restart
 * @param recordsRead offsets passed, of those before {@code recordsTotal}
 * @param recordsTotal offsets from the beginning of the topic to the end that it had at the start
 * @param recordsHere records read since the start of the process, those that came meanwhile included
 * @param unreadable records among them that are no events; the intake keeps them as dead letters
 * @param readMillis how long this process has been reading
 * @param endOffsets by partition, how far the topic has to be read
 * @param difference how the catalogs differed; null until that is known
 * @param failure why it failed; null if it did not
 * @param requestedAt when it was asked for
 * @param endedAt when it ended; null until then
 */
public record RebuildProgress(
        String id,
        RebuildScope scope,
        boolean dryRun,
        RebuildPhase phase,
        boolean resumed,
        long recordsRead,
        long recordsTotal,
        long recordsHere,
        long unreadable,
        long readMillis,
        Map<Integer, Long> endOffsets,
        @Nullable Difference difference,
        @Nullable String failure,
        Instant requestedAt,
        @Nullable Instant endedAt) {

    private static final double MILLIS = 1000.0;

    public RebuildProgress {
        endOffsets = new TreeMap<>(endOffsets);
    }

    static RebuildProgress begun(RebuildRequest request, boolean resumed) {
        return new RebuildProgress(
                request.id(),
                request.scope(),
                request.dryRun(),
                RebuildPhase.READING,
                resumed,
                0,
                0,
                0,
                0,
                0,
                Map.of(),
                null,
                null,
                request.requestedAt(),
                null);
    }

    /** Records that this process reads in a second. */
    @JsonProperty("per_second")
    public double perSecond() {
        return readMillis == 0 ? 0 : recordsHere * MILLIS / readMillis;
    }

    RebuildProgress toRead(long done, long total, Map<Integer, Long> ends) {
        return new RebuildProgress(
                id,
                scope,
                dryRun,
                phase,
                resumed,
                done,
                total,
                recordsHere,
                unreadable,
                readMillis,
                ends,
                difference,
                failure,
                requestedAt,
                endedAt);
    }

    RebuildProgress read(long done, int records, int notUnderstood, Duration since) {
        return new RebuildProgress(
                id,
                scope,
                dryRun,
                phase,
                resumed,
                Math.min(done, recordsTotal),
                recordsTotal,
                recordsHere + records,
                unreadable + notUnderstood,
                since.toMillis(),
                endOffsets,
                difference,
                failure,
                requestedAt,
                endedAt);
    }

    RebuildProgress compared(Difference found) {
        return in(RebuildPhase.COMPARING, found, null, null);
    }

    RebuildProgress comparing() {
        return in(RebuildPhase.COMPARING, null, null, null);
    }

    RebuildProgress ended(RebuildPhase how, @Nullable String why, Instant now) {
        return in(how, difference, why, now);
    }

    private RebuildProgress in(
            RebuildPhase next, @Nullable Difference found, @Nullable String why, @Nullable Instant now) {
        return new RebuildProgress(
                id,
                scope,
                dryRun,
                next,
                resumed,
                recordsRead,
                recordsTotal,
                recordsHere,
                unreadable,
                readMillis,
                endOffsets,
                found,
                why,
                requestedAt,
                now);
    }
}
