package dev.loopline.watcher.watch;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.path.HomeRoots;
import dev.loopline.watcher.discovery.AdoptedFolders;
import dev.loopline.watcher.discovery.Candidate;
import dev.loopline.watcher.discovery.Discovery;
import dev.loopline.watcher.register.KnownLoop;
import dev.loopline.watcher.register.Registrar;
import dev.loopline.watcher.register.Verdict;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Withdraws loops that a person took back. A folder that is missing is never believed alone: a drive may be away, a disk may
 * have been cleaned. A loop counts as taken back when its registry row was deleted, all its folders are gone, the folder that
 * held them is there and not empty, and the next survey sees the same. The loop of an adopted folder also counts as taken back
 * once its real loop has turned up. Of others it is only noted that their folders are gone. For one thread.
 */
final class Withdrawals {

    private final WatchedHome watched;
    private final Registrar registrar;
    private final WatchBoard board;
    private Set<LoopKey> suspects = Set.of();

    Withdrawals(WatchedHome watched, Registrar registrar, WatchBoard board) {
        this.watched = watched;
        this.registrar = registrar;
        this.board = board;
    }

    /** Withdraws the loops that have been gone for two surveys. */
    void look(Discovery discovery) throws SQLException {
        Set<LoopKey> gone = new HashSet<>();
        List<KnownLoop> certain = new ArrayList<>();
        AdoptedFolders adopted = watched.adopted().get();
        for (KnownLoop loop : watched.book().all()) {
            boolean absent = loop.isRegistered() && isAbsent(loop, discovery);
            boolean takenBack =
                    absent && isTakenBack(loop) || loop.isRegistered() && adopted.isReplaced(loop.key(), discovery);
            if (takenBack) {
                gone.add(loop.key());
                if (suspects.contains(loop.key())) {
                    certain.add(loop);
                }
            } else if (absent) {
                board.note(new Verdict.SourceRemoved(loop.key(), loop.folders()));
            }
        }
        suspects = gone;
        for (KnownLoop loop : certain) {
            registrar.withdraw(loop);
            board.withdrawn(loop.key());
        }
    }

    /** Whether a loop looked gone the last time. */
    boolean hasSuspects() {
        return !suspects.isEmpty();
    }

    private static boolean isAbsent(KnownLoop loop, Discovery discovery) {
        Candidate candidate = discovery.loops().get(loop.key());
        return candidate == null
                || (candidate.row() == null && candidate.folders().isEmpty());
    }

    private boolean isTakenBack(KnownLoop loop) {
        HomeRoots roots = watched.home().paths().roots();
        return !loop.folders().isEmpty() && loop.folders().stream().allMatch(roots::isGone);
    }
}
