package dev.loopline.watcher.request;

import dev.loopline.contracts.LoopKey;
import dev.loopline.watcher.register.RecordedTime;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A loop that was registered once, as far as it matters to a request.
 *
 * @param key the loop
 * @param withdrawn whether its rows and folders are gone
 * @param present whether its content is known; not so if the registry was made anew and only events name the loop
 * @param hasResult whether it has a result
 * @param solidified whether it has a bundle; NULL in the registry is not
 * @param materialization {@code loops.materialization_status}; null is pending
 * @param finishedAtUtc when it finished
 */
record Selectable(
        LoopKey key,
        boolean withdrawn,
        boolean present,
        boolean hasResult,
        boolean solidified,
        @Nullable String materialization,
        @Nullable String finishedAtUtc) {

    /** Why the request does not mean this loop; empty if it does. */
    Optional<String> refusal(BackfillRequest request) {
        if (withdrawn) {
            return Optional.of("it was withdrawn: its rows and folders are gone");
        }
        if (!present) {
            return Optional.of("it is not in this home any more");
        }
        return days(request).or(() -> mode(request));
    }

    private Optional<String> days(BackfillRequest request) {
        if (!request.hasDates()) {
            return Optional.empty();
        }
        Optional<Instant> finished = RecordedTime.parse(finishedAtUtc);
        if (finished.isEmpty()) {
            return Optional.of("it is not known when it finished");
        }
        return request.covers(finished.get())
                ? Optional.empty()
                : Optional.of("it finished at " + finished.get() + ", outside the days asked for");
    }

    private Optional<String> mode(BackfillRequest request) {
        return switch (request.effectiveMode()) {
            case BackfillRequest.SOLIDIFY_ALL -> request.overwriteJson() ? Optional.empty() : solidifying();
            case BackfillRequest.MATERIALIZE_PENDING ->
                pending() ? Optional.empty() : Optional.of("its metadata is " + materialization);
            default -> Optional.empty();
        };
    }

    private Optional<String> solidifying() {
        return hasResult
                ? Optional.of("it has a bundle already").filter(reason -> solidified)
                : Optional.of("it has no result");
    }

    /** What the design calls pending: not begun, or failed and worth another attempt. */
    private boolean pending() {
        return materialization == null || materialization.equals("pending") || materialization.equals("failed");
    }
}
