package dev.loopline.watcher.discovery;

import dev.loopline.kit.session.RunPlaces;
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
                        .or(() -> places(row, before).flatMap(places -> trace(places, row)))
                        .ifPresent(ended::add);
            }
        }
        return ended;
    }

    private Optional<RunPlaces> places(LoopRow row, Optional<SessionTrace> before) {
        return before.map(trace -> trace.entry().places())
                .or(() -> Optional.ofNullable(row.logTracePath())
                        .flatMap(paths::again)
                        .map(SessionFolders::run)
                        .map(folder -> new RunPlaces(folder, folder)));
    }

    private static Optional<SessionTrace> trace(RunPlaces places, LoopRow row) {
        Path session = places.session();
        int loop = row.key().loopId();
        return session == null
                ? Optional.empty()
                : StepMarks.newest(session, loop)
                        .flatMap(mark -> SessionBook.read(
                                new SessionEntry(places, loop, false, mark),
                                row.key().taskRunId()));
    }
}
