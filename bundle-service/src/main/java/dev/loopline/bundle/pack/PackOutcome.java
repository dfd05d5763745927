package dev.loopline.bundle.pack;

import dev.loopline.contracts.event.Bundle;
import java.util.function.Function;

/** What became of one loop. */
public sealed interface PackOutcome {

    /** A new archive is in place, on disk. */
    record Packed(Bundle bundle) implements PackOutcome {}

    /** The archive that is there is the one that was asked for; nothing was written. */
    record AlreadyPacked(Bundle bundle) implements PackOutcome {}

    /** An archive of a newer revision is there; nothing was written. */
    record Superseded(long newerRevision) implements PackOutcome {}

    /** A file changed while it was read; the same may work in a moment. */
    record SourceStillChanging(String file) implements PackOutcome {}

    /**
     * There is nothing to pack, and waiting will not change that.
     *
     * @param reason a constant in upper snake case
     * @param message one sentence: what is wrong and what to do
     */
    record Rejected(String reason, String message) implements PackOutcome {}

    /** Handles the two kinds of outcome: there is a bundle, or there is none. */
    default <R> R match(Function<Bundle, R> onBundle, Function<PackOutcome, R> otherwise) {
        if (this instanceof Packed packed) {
            return onBundle.apply(packed.bundle());
        }
        if (this instanceof AlreadyPacked already) {
            return onBundle.apply(already.bundle());
        }
        return otherwise.apply(this);
    }
}
