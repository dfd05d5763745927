package dev.loopline.watcher.watch;

import dev.loopline.contracts.LoopKey;
import dev.loopline.watcher.discovery.Candidate;
import dev.loopline.watcher.discovery.Discovery;
import dev.loopline.watcher.discovery.EndedSessions;
import dev.loopline.watcher.discovery.PathBook;
import dev.loopline.watcher.discovery.SessionTrace;
import dev.loopline.watcher.register.RecordedTime;
import dev.loopline.watcher.registry.Registry;
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
 * Looks at what RD-Agent recorded since the last look, which costs the same however long the history is. For one thread.
 */
final class RecentRows {

    /**
     * Two machines' clocks, or a transaction that took long, may bring a row that looks older than the newest one. A row
     * that looks older still is found by the next survey.
     */
    private static final Duration MARGIN = Duration.ofSeconds(2);

    private final Registry registry;
    private final Assembler assembler;
    private final RegistryChanges changes;
    private final PathBook paths;
    private final EndedSessions ended;

    RecentRows(Registry registry, Assembler assembler, RegistryChanges changes) {
        this.registry = registry;
        this.assembler = assembler;
        this.changes = changes;
        this.paths = new PathBook(assembler.home());
        this.ended = new EndedSessions(paths);
    }

    /**
     * Looks at the loops that were recorded since the last look, and at these.
     *
     * @param survey the last one: sessions that are at work, or had ended before, are looked at by the survey only
     */
    Discovery look(Set<LoopKey> also, Survey survey) throws SQLException {
        RegistryRows rows = read(also);
        Map<LoopKey, Candidate> before = survey.discovery().loops();
        List<SessionTrace> traces = ended.of(
                rows.loops(), row -> Optional.ofNullable(before.get(row.key())).map(Candidate::session));
        Discovery found = assembler.of(survey.folders(), rows, paths, traces).assembleRowsOnly();
        Map<LoopKey, Candidate> loops = new HashMap<>(found.loops());
        loops.replaceAll((key, candidate) -> Optional.ofNullable(before.get(key))
                .map(seen -> candidate.withSession(seen.session()))
                .orElse(candidate));
        return new Discovery(loops, found.unassigned());
    }

    private RegistryRows read(Set<LoopKey> also) throws SQLException {
        String newest = changes.newestUpdate();
        String since = RecordedTime.parse(newest)
                .map(at -> RecordedTime.format(at.minus(MARGIN)))
                .orElse(newest);
        return registry.view(session -> {
            Set<LoopKey> keys = new HashSet<>(also);
            keys.addAll(RowReader.changedSince(session, since));
            changes.readUntil(RowReader.newestUpdate(session));
            return RowReader.of(session, keys);
        });
    }
}
