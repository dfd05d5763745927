package dev.loopline.importer.bundle;

import dev.loopline.contracts.event.LoopImported.BundleState;

/**
 * How it went with the bundle of a loop.
 *
 * @param state whether AIstock has it
 * @param reason a constant in upper snake case; empty if AIstock has it
 * @param message one sentence for people; empty if AIstock has it
 */
public record BundleResult(BundleState state, String reason, String message) {

    public static final BundleResult AVAILABLE = new BundleResult(BundleState.AVAILABLE, "", "");

    /** It is not there, now; it is asked for again later. */
    public static BundleResult missing(String reason, String message) {
        return new BundleResult(BundleState.MISSING, reason, message);
    }

    /** It is there and must not be used. */
    public static BundleResult rejected(String reason, String message) {
        return new BundleResult(BundleState.REJECTED, reason, message);
    }

    public boolean isAvailable() {
        return state == BundleState.AVAILABLE;
    }
}
