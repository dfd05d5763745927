package dev.loopline.watcher.watch;

import dev.loopline.watcher.registry.RegistryDamagedException;
import dev.loopline.watcher.registry.RegistryLostException;
import dev.loopline.watcher.registry.SqliteErrors;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Says once, on the board and in the log, why no loops can be found, and when they can be again. For one thread. */
final class WatchTrouble {

    private static final Logger LOG = Logger.getLogger(WatchTrouble.class);

    private final WatchedHome watched;
    private final WatchBoard board;

    WatchTrouble(WatchedHome watched, WatchBoard board) {
        this.watched = watched;
        this.board = board;
    }

    void with(Exception e) {
        if (e instanceof SQLException sql) {
            note(registryProblem(sql));
        } else if (e instanceof RegistryLostException) {
            note(String.valueOf(e.getMessage()));
        } else if (e instanceof IOException) {
            note("the RD-Agent home " + watched.home().root() + " cannot be read: " + e);
        } else {
            LOG.error("Unforeseen failure while looking for loops; the next scan tries again.", e);
            note("unforeseen failure: " + e);
        }
    }

    private String registryProblem(SQLException e) {
        Path file = watched.registry().file();
        if (SqliteErrors.isDamage(e)) {
            return RegistryDamagedException.message(file, e.getMessage());
        }
        return SqliteErrors.isBusy(e)
                ? "the registry " + file + " is locked by another program; waiting for it"
                : "the registry " + file + " cannot be used: " + e.getMessage();
    }

    /** A scan went through. */
    void over() {
        if (board.roundProblem().isPresent()) {
            LOG.info("Loops are looked for again.");
            board.problem(null);
        }
    }

    private void note(String sentence) {
        if (!board.roundProblem().equals(Optional.of(sentence))) {
            LOG.errorf("No loops can be found at the moment, it is tried again: %s", sentence);
        }
        board.problem(sentence);
    }
}
