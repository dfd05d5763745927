package dev.loopline.watcher.watch;

import dev.loopline.watcher.home.RdAgentHome;
import dev.loopline.watcher.registry.Registry;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Says once, on the board and in the log, why no loops can be found, and when they can be again. For one thread. */
final class WatchTrouble {

    private static final Logger LOG = Logger.getLogger(WatchTrouble.class);

    private final RdAgentHome home;
    private final Registry registry;
    private final WatchBoard board;

    WatchTrouble(RdAgentHome home, Registry registry, WatchBoard board) {
        this.home = home;
        this.registry = registry;
        this.board = board;
    }

    void with(SQLException e) {
        if (Registry.isDamage(e)) {
            note(Registry.damaged(registry.file(), e.getMessage()));
        } else if (Registry.isBusy(e)) {
            note("the registry " + registry.file() + " is locked by another program; waiting for it");
        } else {
            note("the registry " + registry.file() + " cannot be used: " + e.getMessage());
        }
    }

    void with(IOException e) {
        note("the RD-Agent home " + home.root() + " cannot be read: " + e);
    }

    void with(RuntimeException e) {
        LOG.error("Unforeseen failure while looking for loops; the next scan tries again.", e);
        note("unforeseen failure: " + e);
    }

    /** A scan went through. */
    void over() {
        if (board.problem().isPresent()) {
            LOG.info("Loops are looked for again.");
            board.problem(null);
        }
    }

    private void note(String sentence) {
        if (!board.problem().equals(Optional.of(sentence))) {
            LOG.errorf("No loops can be found at the moment, it is tried again: %s", sentence);
        }
        board.problem(sentence);
    }
}
