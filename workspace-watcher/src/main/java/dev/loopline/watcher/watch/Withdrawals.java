package dev.loopline.watcher.watch;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.path.HomeRoots;
import dev.loopline.watcher.discovery.AdoptedFolders;
import dev.loopline.watcher.discovery.Candidate;
import dev.loopline.watcher.discovery.Discovery;
import dev.loopline.watcher.register.KnownLoop;
import dev.loopline.watcher.register.Registrar;
import dev.loopline.watcher.register.Verdict;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Withdraws loops that a person took back. A folder that is missing is never believed alone: a drive may be away, a disk may
 * have been cleaned. A loop counts as taken back when its registry row was deleted, all its folders are gone, the folder that
 * held them is there and not empty, and the next survey sees the same. The loop of an adopted folder also counts as taken back
 * once its real loop has turned up; it loses nothing. Of others it is only noted that their folders are gone. If many look taken
 * back at once, {@link HeldWithdrawals} has them wait for a person. For one thread.
 */
final class Withdrawals {

    private final WatchedHome watched;
    private final Registrar registrar;
    private final WatchBoard board;
    private final HeldWithdrawals held;
    private Set<LoopKey> suspects = Set.of();
    private List<Path> filledRoots = List.of();

    Withdrawals(WatchedHome watched, Registrar registrar, WatchBoard board, HeldWithdrawals held) {
        this.watched = watched;
        this.registrar = registrar;
        this.board = board;
        this.held = held;
    }

    /** Withdraws the loops that have been gone for two surveys, as far as they need not wait for a confirmation. */
    void look(Discovery discovery) throws SQLException {
        filledRoots = roots().filled();
        Set<LoopKey> gone = new HashSet<>();
        Set<LoopKey> replaced = new HashSet<>();
        AdoptedFolders adopted = watched.adopted().get();
        int registered = 0;
        for (KnownLoop loop : watched.book().all()) {
            if (!loop.isRegistered()) {
                continue;
            }
            registered++;
            if (adopted.isReplaced(loop.key(), discovery)) {
                replaced.add(loop.key());
            } else if (isAbsent(loop, discovery)) {
                if (isTakenBack(loop)) {
                    gone.add(loop.key());
                } else {
                    board.note(new Verdict.SourceRemoved(loop.key(), loop.folders()));
                }
            }
        }
        Set<LoopKey> certain = held.allowed(gone, both(gone, suspects), registered);
        certain.addAll(both(replaced, suspects));
        gone.addAll(replaced);
        suspects = gone;
        withdraw(certain);
    }

    private static Set<LoopKey> both(Set<LoopKey> now, Set<LoopKey> before) {
        Set<LoopKey> both = new HashSet<>(now);
        both.retainAll(before);
        return both;
    }

    private void withdraw(Set<LoopKey> certain) throws SQLException {
        for (LoopKey key : certain) {
            Optional<KnownLoop> loop = watched.book().find(key);
            if (loop.isPresent()) {
                registrar.withdraw(loop.get());
                board.withdrawn(key);
            }
        }
    }

    /**
     * Whether another look may say something new although no row and no folder changed: a loop looked gone the last time, or a
     * root is back in which a folder that was removed meanwhile is still missing.
     */
    boolean isDue() {
        return !suspects.isEmpty() || !roots().filled().equals(filledRoots);
    }

    private static boolean isAbsent(KnownLoop loop, Discovery discovery) {
        Candidate candidate = discovery.loops().get(loop.key());
        return candidate == null
                || (candidate.row() == null && candidate.folders().isEmpty());
    }

    private boolean isTakenBack(KnownLoop loop) {
        return !loop.folders().isEmpty() && loop.folders().stream().allMatch(roots()::isGone);
    }

    private HomeRoots roots() {
        return watched.home().paths().roots();
    }
}
