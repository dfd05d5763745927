package dev.loopline.watcher.register;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.event.CompletionEvidence;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A loop that was registered once; a row of {@code loopline_loop}.
 *
 * @param key the loop
 * @param state registered or withdrawn
 * @param revision the newest one
 * @param contentDigest of the inputs at that revision; empty text if the loop has to be announced once more
 * @param statFingerprint of the input files when they were last compared
 * @param rowSignature of RD-Agent's row when it was last compared
 * @param origin who made the registry row
 * @param evidence why it was taken to be finished
 * @param assumption what had to be assumed about its identity
 * @param folders its workspace folders, relative to the home, the primary one first
 * @param finishedAtUtc when it finished, ISO-8601
 * @param registeredAtUtc when this revision was registered, ISO-8601
 * @param backfilledRevision the newest revision with metadata; 0 for none
 * @param bundledRevision the newest revision with a bundle; 0 for none
 * @param importedRevision the newest revision in AIstock; 0 for none
 * @param hasResult what the backfill found; null before
 * @param ownFeedback digest of {@code feedback.json} as the backfill left it; empty text if it left none, null before
 */
public record KnownLoop(
        LoopKey key,
        State state,
        long revision,
        String contentDigest,
        String statFingerprint,
        String rowSignature,
        Origin origin,
        CompletionEvidence evidence,
        @Nullable String assumption,
        List<String> folders,
        String finishedAtUtc,
        String registeredAtUtc,
        long backfilledRevision,
        long bundledRevision,
        long importedRevision,
        @Nullable Boolean hasResult,
        @Nullable String ownFeedback) {

    /** Whether it is there. */
    public enum State {
        REGISTERED,
        WITHDRAWN
    }

    /** Who made the loop's row in {@code loops}. */
    public enum Origin {
        /** RD-Agent or its tools. */
        REGISTRY,
        /** The watcher, from a folder; what it says is no evidence of anything. */
        FOLDER
    }

    public KnownLoop {
        folders = List.copyOf(folders);
    }

    public boolean isRegistered() {
        return state == State.REGISTERED;
    }

    /** Whether it has to be announced once more, because it is not certain that the topic has its newest content. */
    public boolean isToBeAnnounced() {
        return isRegistered() && contentDigest.isEmpty();
    }

    /** How far the newest revision has come: {@code registered}, {@code backfilled}, {@code bundled}, {@code imported}. */
    public String stage() {
        if (state == State.WITHDRAWN) {
            return "withdrawn";
        }
        if (importedRevision >= revision) {
            return "imported";
        }
        if (bundledRevision >= revision) {
            return "bundled";
        }
        return backfilledRevision >= revision ? "backfilled" : "registered";
    }

    /** Whether nothing more is to come: imported, withdrawn, or backfilled without a result. */
    public boolean isThrough() {
        boolean withoutResult = backfilledRevision >= revision && Boolean.FALSE.equals(hasResult);
        return state == State.WITHDRAWN || importedRevision >= revision || withoutResult;
    }
}
