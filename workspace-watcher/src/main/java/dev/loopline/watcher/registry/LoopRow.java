package dev.loopline.watcher.registry;

import dev.loopline.contracts.LoopKey;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code loops} joined to its task run, as recorded.
 *
 * @param key the loop
 * @param action {@code factor}, {@code model}, {@code unknown} or nothing
 * @param status see RD-Agent's vocabulary: {@code running}, {@code success}, {@code failed}, {@code aborted}, {@code
 *     skip}, {@code unknown}, {@code legacy}
 * @param hasResult whether the flag is set, as 1, {@code '1'} or {@code 'true'}
 * @param bestWorkspaceId rarely set
 * @param startedAtUtc as recorded
 * @param endedAtUtc as recorded; moves at every step of a running loop
 * @param logDir as recorded
 * @param scenario of the task run
 * @param taskStatus of the task run
 * @param logTracePath of the task run
 */
public record LoopRow(
        LoopKey key,
        @Nullable String action,
        @Nullable String status,
        boolean hasResult,
        @Nullable String bestWorkspaceId,
        @Nullable String startedAtUtc,
        @Nullable String endedAtUtc,
        @Nullable String logDir,
        @Nullable String scenario,
        @Nullable String taskStatus,
        @Nullable String logTracePath) {

    private static final String SUCCESS = "success";

    private static final Set<String> TERMINAL = Set.of(SUCCESS, "failed", "aborted", "skip");

    private static final Set<String> LOST = Set.of("failed", "aborted");

    public boolean isRunning() {
        return "running".equals(normalisedStatus());
    }

    /** Whether RD-Agent itself says that the loop is over. */
    public boolean isTerminal() {
        return TERMINAL.contains(normalisedStatus());
    }

    /** Whether RD-Agent itself says that the loop is over and nothing came of it. */
    public boolean isFailed() {
        return isTerminal() && !SUCCESS.equals(normalisedStatus()) && !hasResult;
    }

    /** Whether RD-Agent itself says that something came of the loop. */
    public boolean isSuccess() {
        return SUCCESS.equals(normalisedStatus()) || hasResult;
    }

    /** Whether its task run ended without having come to its own end. */
    public boolean isTaskLost() {
        return taskStatus != null && LOST.contains(taskStatus.strip().toLowerCase(Locale.ROOT));
    }

    /** Changes whenever RD-Agent writes the row, and never when Loopline does. */
    public String signature() {
        return String.join("|", text(status), text(startedAtUtc), text(endedAtUtc), text(bestWorkspaceId));
    }

    private String normalisedStatus() {
        return text(status).strip().toLowerCase(Locale.ROOT);
    }

    private static String text(@Nullable String value) {
        return Objects.requireNonNullElse(value, "");
    }
}
