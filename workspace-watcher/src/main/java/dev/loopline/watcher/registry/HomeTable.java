package dev.loopline.watcher.registry;

import dev.loopline.kit.sql.Sql;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The id of the home, in {@code loopline_home}: a registry that is put back from a backup knows whose it is. Stateless; the session
 * decides on the thread.
 */
public final class HomeTable {

    private HomeTable() {}

    public static Optional<String> id(Sql session) throws SQLException {
        return session.first("SELECT id FROM loopline_home", row -> row.getString(1));
    }

    /** Notes the id, if it is not the one that is there. */
    public static void put(Sql session, String id) throws SQLException {
        if (!Optional.of(id).equals(id(session))) {
            session.update("DELETE FROM loopline_home");
            session.update("INSERT INTO loopline_home (id) VALUES (?)", id);
        }
    }
}
