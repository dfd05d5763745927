package dev.loopline.watcher.watch;

import dev.loopline.contracts.LoopKey;
import dev.loopline.watcher.discovery.Candidate;
import dev.loopline.watcher.discovery.Discovery;
import dev.loopline.watcher.home.RdAgentHome;
import dev.loopline.watcher.register.KnownLoop;
import dev.loopline.watcher.register.LoopBook;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds loops that are gone. A folder that is missing is never believed alone: a drive may be away. A loop counts as taken
 * back when its registry row is gone, all its folders are gone, the folder that held them is there and not empty, and the next
 * scan sees the same. For one thread.
 */
final class Withdrawals {

    private final RdAgentHome home;
    private final LoopBook book;
    private Set<LoopKey> suspects = Set.of();

    Withdrawals(RdAgentHome home, LoopBook book) {
        this.home = home;
        this.book = book;
    }

    /** The loops that have been gone for two scans. */
    List<KnownLoop> find(Discovery discovery) {
        Set<LoopKey> gone = new HashSet<>();
        List<KnownLoop> certain = new ArrayList<>();
        for (KnownLoop loop : book.all()) {
            if (loop.isRegistered() && isGone(loop, discovery)) {
                gone.add(loop.key());
                if (suspects.contains(loop.key())) {
                    certain.add(loop);
                }
            }
        }
        suspects = gone;
        return certain;
    }

    /** Whether a loop looked gone the last time. */
    boolean hasSuspects() {
        return !suspects.isEmpty();
    }

    private boolean isGone(KnownLoop loop, Discovery discovery) {
        Candidate candidate = discovery.loops().get(loop.key());
        boolean known = candidate != null
                && (candidate.row() != null || !candidate.folders().isEmpty());
        return !known
                && !loop.folders().isEmpty()
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
