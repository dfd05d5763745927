package dev.loopline.kit.session;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the log of one loop says. Each part may be missing.
 *
 * @param loopId its number in the session
 * @param generation which generation of RD-Agent wrote it
 * @param hypothesis its idea
 * @param tasks the factors or models it set out to write
 * @param feedback its conclusion
 * @param workspaces its folders, the one of the experiment first
 * @param experiment its experiment; null if nothing of it can be read
 * @param notes what could not be read and why, one sentence each
 */
public record SessionLoop(
        int loopId,
        Generation generation,
        @Nullable SessionHypothesis hypothesis,
        List<SessionTask> tasks,
        @Nullable SessionFeedback feedback,
        List<SessionWorkspace> workspaces,
        @Nullable SessionExperiment experiment,
        List<String> notes) {

    public SessionLoop {
        tasks = List.copyOf(tasks);
        workspaces = List.copyOf(workspaces);
        notes = List.copyOf(notes);
    }

    /** {@code factor} or {@code model}: as the idea says, else after the kind of the tasks. */
    public Optional<String> action() {
        String said = hypothesis == null ? null : hypothesis.action();
        return Optional.ofNullable(said)
                .or(() -> tasks.stream()
                        .map(task -> task.kind().name().toLowerCase(Locale.ROOT))
                        .findFirst());
    }
}
