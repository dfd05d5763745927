package dev.loopline.watcher.watch;

import dev.loopline.contracts.LoopKey;
import dev.loopline.watcher.discovery.Discovery;
import java.sql.SQLException;
import java.util.Set;

/** Looks at the loops that RD-Agent has just recorded, if it committed something. For one thread. */
final class CommitLook {

    private final RegistryChanges changes;
    private final RecentRows recent;
    private final SeenLoops seen;
    private final RecentlyOpen recentlyOpen;
    private final Evaluation evaluation;

    CommitLook(
            RegistryChanges changes,
            RecentRows recent,
            SeenLoops seen,
            RecentlyOpen recentlyOpen,
            Evaluation evaluation) {
        this.changes = changes;
        this.recent = recent;
        this.seen = seen;
        this.recentlyOpen = recentlyOpen;
        this.evaluation = evaluation;
    }

    /** @param survey the last one */
    void look(Survey survey) throws SQLException {
        if (!changes.takeUnseenCommit()) {
            return;
        }
        Discovery found = recent.look(recentlyOpen.keys(), survey);
        seen.afterCommit(found.loops());
        Set<LoopKey> keys = found.loops().keySet();
        evaluation.evaluate(keys, false);
        recentlyOpen.remember(keys, evaluation.open(), seen);
    }
}
