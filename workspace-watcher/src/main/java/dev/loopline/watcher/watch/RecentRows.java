package dev.loopline.watcher.watch;

import dev.loopline.contracts.LoopKey;
import dev.loopline.watcher.discovery.Candidate;
import dev.loopline.watcher.discovery.EndedSessions;
import dev.loopline.watcher.discovery.PathBook;
import dev.loopline.watcher.discovery.SessionTrace;
import dev.loopline.watcher.register.RecordedTime;
import dev.loopline.watcher.registry.RegistryRows;
import dev.loopline.watcher.registry.RowReader;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Judges the loops that RD-Agent has just recorded, if it committed something. It reads what was recorded since the last time,
 * which costs the same however long the history is. For one thread.
 */
final class RecentRows {

    /**
     * Two machines' clocks, or a transaction that took long, may bring a row that looks older than the newest one. A row
     * that looks older still is found by the next survey.
     */
    private static final Duration MARGIN = Duration.ofSeconds(2);

    private final WatchedHome watched;
    private final RegistryChanges changes;
    private final HomeLoops loops;
    private final Evaluation evaluation;
    private final PathBook paths;
    private final EndedSessions ended;

    RecentRows(WatchedHome watched, RegistryChanges changes, HomeLoops loops, Evaluation evaluation) {
        this.watched = watched;
        this.changes = changes;
        this.loops = loops;
        this.evaluation = evaluation;
        this.paths = new PathBook(watched.home());
        this.ended = new EndedSessions(paths);
    }

    /** @param survey the last one: sessions that are at work, or had ended before, are looked at by the survey only */
    void judge(Survey survey) throws SQLException {
        if (changes.takeUnseenCommit()) {
            Map<LoopKey, Candidate> found = find(survey);
            loops.afterCommit(found);
            evaluation.evaluate(found.keySet(), false);
            loops.judged(found.keySet(), evaluation.open());
        }
    }

    private Map<LoopKey, Candidate> find(Survey survey) throws SQLException {
        RegistryRows rows = read(loops.recentlyOpen());
        Map<LoopKey, Candidate> before = survey.discovery().loops();
        List<SessionTrace> traces = ended.of(
                rows.loops(), row -> Optional.ofNullable(before.get(row.key())).map(Candidate::session));
        Map<LoopKey, Candidate> found = new HashMap<>(watched.assembly(survey.folders(), rows, paths, traces)
                .assembleRowsOnly()
                .loops());
        found.replaceAll((key, candidate) -> Optional.ofNullable(before.get(key))
                .map(seen -> candidate.withSession(seen.session()))
                .orElse(candidate));
        return found;
    }

    private RegistryRows read(Set<LoopKey> also) throws SQLException {
        String newest = changes.newestUpdate();
        String since = RecordedTime.parse(newest)
                .map(at -> RecordedTime.format(at.minus(MARGIN)))
                .orElse(newest);
        return watched.registry().view(session -> {
            Set<LoopKey> keys = new HashSet<>(also);
            keys.addAll(RowReader.changedSince(session, since));
            changes.readUntil(RowReader.newestUpdate(session));
            return RowReader.of(session, keys);
        });
    }
}
