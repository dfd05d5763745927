package dev.loopline.watcher.watch;

import dev.loopline.contracts.LoopKey;
import dev.loopline.watcher.discovery.Candidate;
import dev.loopline.watcher.discovery.Discovery;
import dev.loopline.watcher.home.RdAgentHome;
import dev.loopline.watcher.register.KnownLoop;
import dev.loopline.watcher.register.LoopBook;
import dev.loopline.watcher.register.Registrar;
import dev.loopline.watcher.register.Verdict;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Withdraws loops that somebody took back. A folder that is missing is never believed alone: a drive may be away, a disk may
 * have been cleaned. A loop counts as taken back when its registry row was deleted, all its folders are gone, the folder that
 * held them is there and not empty, and the next survey sees the same. Of others it is only told that they are gone. For one
 * thread.
 */
final class Withdrawals {

    private final RdAgentHome home;
    private final LoopBook book;
    private final Registrar registrar;
    private final WatchBoard board;
    private Set<LoopKey> suspects = Set.of();

    Withdrawals(RdAgentHome home, LoopBook book, Registrar registrar, WatchBoard board) {
        this.home = home;
        this.book = book;
        this.registrar = registrar;
        this.board = board;
    }

    /** Withdraws the loops that have been gone for two surveys. */
    void look(Discovery discovery) throws SQLException {
        Set<LoopKey> gone = new HashSet<>();
        List<KnownLoop> certain = new ArrayList<>();
        for (KnownLoop loop : book.all()) {
            boolean absent = loop.isRegistered() && isAbsent(loop, discovery);
            if (absent && isTakenBack(loop)) {
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
        return !loop.folders().isEmpty()
                && loop.folders().stream().map(home.root()::resolve).allMatch(this::isMissing);
    }

    private boolean isMissing(Path folder) {
        Path root = folder.startsWith(home.workspaces()) ? home.workspaces() : home.logs();
        return !Files.exists(folder, LinkOption.NOFOLLOW_LINKS) && isFilled(root);
    }

    private static boolean isFilled(Path root) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
            return entries.iterator().hasNext();
        } catch (IOException e) {
            return false;
        }
    }
}
