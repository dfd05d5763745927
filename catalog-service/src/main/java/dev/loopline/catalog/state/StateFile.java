package dev.loopline.catalog.state;

import dev.loopline.kit.sql.Sql;
import dev.loopline.kit.startup.StartupRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Opens the file of a state, and sets one aside that cannot be used. */
final class StateFile {

    private static final Logger LOG = Logger.getLogger(StateFile.class);

    /** SQLite result codes: CORRUPT, NOTADB. */
    private static final List<Integer> DAMAGED = List.of(11, 26);

    private StateFile() {}

    static boolean isDamaged(SQLException e) {
        return DAMAGED.contains(e.getErrorCode() & 0xff);
    }

    static CatalogState open(Path file) throws SQLException {
        try {
            return tryOpen(file).orElseGet(() -> afresh(file, "it was written by an earlier version"));
        } catch (SQLException e) {
            if (!isDamaged(e)) {
                throw e;
            }
            return afresh(file, "it is damaged: " + e.getMessage());
        }
    }

    private static Optional<CatalogState> tryOpen(Path file) throws SQLException {
        Sql db = StateConnections.writer(file);
        try {
            Schema.create(db);
            Schema.refuseNewer(db, file);
            if (Schema.isCurrent(db)) {
                return Optional.of(new CatalogState(file, db));
            }
        } catch (SQLException | StartupRefusedException e) {
            db.close();
            throw e;
        }
        db.close();
        return Optional.empty();
    }

    private static CatalogState afresh(Path file, String reason) {
        try {
            for (String suffix : List.of("", "-wal", "-shm")) {
                Path part = file.resolveSibling(file.getFileName() + suffix);
                if (Files.exists(part)) {
                    Files.move(
                            part,
                            part.resolveSibling("set-aside-" + part.getFileName()),
                            StandardCopyOption.REPLACE_EXISTING);
                }
            }
            LOG.warnf("The state is built anew from the topic. file=%s reason=%s", file, reason);
            return tryOpen(file).orElseThrow();
        } catch (IOException | SQLException e) {
            throw new IllegalStateException("the state file " + file + " cannot be replaced: " + e.getMessage(), e);
        }
    }
}
