package dev.loopline.watcher.register;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.event.CompletionEvidence;
import dev.loopline.watcher.discovery.Candidate;
import dev.loopline.watcher.registry.LoopRow;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a loop before its files are looked at.
 *
 * @param candidate its registry row, its session and its workspaces
 * @param known the loop as it was registered or withdrawn; null if it never was
 * @param markStands whether the last file of its session still is the one that the session log was read with
 * @param primaryGone whether the folder of the primary workspace, as registered, is not there any more
 * @param compareFiles whether the files of a registered loop are compared although its row is the same
 * @param demand a request for a new revision; null if there is none
 * @param waits how long files have to stand still
 */
public record LoopFacts(
        Candidate candidate,
        @Nullable KnownLoop known,
        boolean markStands,
        boolean primaryGone,
        boolean compareFiles,
        @Nullable Demand demand,
        Waits waits) {

    /**
     * How long files have to stand still.
     *
     * @param quietPeriod usually
     * @param assumedLoop where the loop's number is assumed
     */
    public record Waits(Duration quietPeriod, Duration assumedLoop) {}

    LoopKey key() {
        return candidate.key();
    }

    /** The loop as it was registered; null if it is not, or was withdrawn. */
    @Nullable
    KnownLoop registered() {
        return known != null && known.isRegistered() ? known : null;
    }

    /** A row that the watcher made itself is no evidence; it stays so until RD-Agent writes a status into it. */
    KnownLoop.Origin origin() {
        LoopRow row = candidate.row();
        boolean ours = row == null
                || (known != null && known.origin() == KnownLoop.Origin.FOLDER && Finding.UNKNOWN.equals(row.status()));
        return ours ? KnownLoop.Origin.FOLDER : KnownLoop.Origin.REGISTRY;
    }

    /** What the registry says about the end of the loop. */
    Optional<CompletionEvidence> recorded() {
        LoopRow row = candidate.row();
        if (row == null || origin() == KnownLoop.Origin.FOLDER) {
            return Optional.empty();
        }
        if (row.isTerminal()) {
            return Optional.of(CompletionEvidence.REGISTRY_STATUS);
        }
        return row.hasResult() ? Optional.of(CompletionEvidence.REGISTRY_HAS_RESULT) : Optional.empty();
    }

    /** Digest of what its session log says, if that is what counts for it; empty text otherwise. */
    String session() {
        return Finding.session(candidate, origin(), known);
    }

    /** Whether RD-Agent has written nothing about it since it was registered. */
    boolean isAsRecorded() {
        KnownLoop before = registered();
        return before != null
                && !before.isToBeAnnounced()
                && before.rowSignature().equals(Finding.signature(candidate, origin(), session()));
    }

    Duration quietPeriod() {
        return candidate.assumption() == null ? waits.quietPeriod() : waits.assumedLoop();
    }
}
