package dev.loopline.watcher.discovery;

import dev.loopline.watcher.registry.LoopRow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What session logs say of loops whose rows were just written. RD-Agent ends the session of a loop before its row, so that
 * the loop is registered with all its workspaces at once, and not a second time when the full look comes to its session.
 * Stateless but for the paths; for one thread.
 */
public final class EndedSessions {

    private final PathBook paths;

    public EndedSessions(PathBook paths) {
        this.paths = paths;
    }

    /**
     * The sessions of these loops that have ended.
     *
     * @param known what the full look found last; a session that had ended then, and has not ended again since, is not read
     *     once more
     */
    public List<SessionTrace> of(List<LoopRow> rows, Function<LoopRow, Optional<SessionTrace>> known) {
        List<SessionTrace> ended = new ArrayList<>();
        for (LoopRow row : rows) {
            if (!row.isRunning()) {
                Optional<SessionTrace> before = known.apply(row);
                before.filter(trace -> trace.isFinished() && trace.markStands())
                        .or(() -> session(row, before).flatMap(session -> trace(session, row)))
                        .ifPresent(ended::add);
            }
        }
        return ended;
    }

    private Optional<Path> session(LoopRow row, Optional<SessionTrace> before) {
        return before.map(trace -> trace.entry().session())
                .or(() -> Optional.ofNullable(row.logTracePath()).flatMap(paths::again));
    }

    private static Optional<SessionTrace> trace(Path session, LoopRow row) {
        int loop = row.key().loopId();
        return SessionTrace.mark(session, loop)
                .map(mark -> SessionBook.read(
                        new SessionEntry(session, loop, mark), row.key().taskRunId()));
    }
}
