package dev.loopline.bundle.stage;

import dev.loopline.bundle.pack.PackOutcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;

/** What this bundler did since it started; metrics and status show the same figures. Safe for all threads. */
@ApplicationScoped
public class BundleCounters {

    private final Counter packed;
    private final Counter bytes;
    private final Counter alreadyPacked;
    private final Counter superseded;
    private final Counter changing;
    private final Counter rejected;
    private final Counter withdrawn;
    private final Counter withoutResult;
    private final Counter mended;

    BundleCounters(MeterRegistry metrics) {
        packed = metrics.counter("loopline.bundles.packed");
        bytes = metrics.counter("loopline.bundles.packed.bytes");
        alreadyPacked = metrics.counter("loopline.bundles.already.packed");
        superseded = metrics.counter("loopline.bundles.superseded");
        changing = metrics.counter("loopline.bundles.source.changing");
        rejected = metrics.counter("loopline.bundles.rejected");
        withdrawn = metrics.counter("loopline.bundles.withdrawn");
        withoutResult = metrics.counter("loopline.bundles.without.result");
        mended = metrics.counter("loopline.bundles.mended");
    }

    /** The figures as {@code GET /api/status} shows them. */
    public record Figures(
            long packed,
            long packedBytes,
            long alreadyPacked,
            long superseded,
            long sourceChanging,
            long rejected,
            long withdrawn,
            long withoutResult,
            long mended) {}

    public Figures figures() {
        return new Figures(
                (long) packed.count(),
                (long) bytes.count(),
                (long) alreadyPacked.count(),
                (long) superseded.count(),
                (long) changing.count(),
                (long) rejected.count(),
                (long) withdrawn.count(),
                (long) withoutResult.count(),
                (long) mended.count());
    }

    void count(PackOutcome outcome) {
        if (outcome instanceof PackOutcome.Packed one) {
            packed.increment();
            bytes.increment(one.bundle().sizeBytes());
        } else if (outcome instanceof PackOutcome.AlreadyPacked) {
            alreadyPacked.increment();
        } else if (outcome instanceof PackOutcome.Superseded) {
            superseded.increment();
        } else if (outcome instanceof PackOutcome.SourceStillChanging) {
            changing.increment();
        } else {
            rejected.increment();
        }
    }

    void countSuperseded() {
        superseded.increment();
    }

    void countWithdrawn() {
        withdrawn.increment();
    }

    void countWithoutResult() {
        withoutResult.increment();
    }

    /** An archive that was lost or damaged was packed again. */
    void countMended() {
        mended.increment();
    }
}
