package dev.loopline.catalog.state;

import dev.loopline.kit.sql.Sql;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** The tables {@code position} and {@code target}: how far the input is read, and how far it has to be. */
final class Positions {

    /** Offsets up to the targets that are not read yet. */
    static final String MISSING = "SELECT coalesce(sum(max(t.next_offset - coalesce(p.next_offset, 0), 0)), 0)"
            + " FROM target t LEFT JOIN position p USING (partition)";

    private Positions() {}

    static Map<Integer, Long> reached(Sql db) throws SQLException {
        return read(db, "SELECT partition, next_offset FROM position");
    }

    static Map<Integer, Long> targets(Sql db) throws SQLException {
        return read(db, "SELECT partition, next_offset FROM target");
    }

    private static Map<Integer, Long> read(Sql db, String sql) throws SQLException {
        Map<Integer, Long> positions = new HashMap<>();
        db.list(sql, row -> positions.put(row.getInt(1), row.getLong(2)));
        return positions;
    }

    /** A position never goes back: what lies before it is dealt with. */
    static void store(Sql db, Map<Integer, Long> positions) throws SQLException {
        for (Map.Entry<Integer, Long> position : positions.entrySet()) {
            db.update(
                    "INSERT INTO position (partition, next_offset) VALUES (?, ?) ON CONFLICT (partition) DO UPDATE SET"
                            + " next_offset = max(next_offset, excluded.next_offset)",
                    position.getKey(),
                    position.getValue());
        }
    }

    static void aimAt(Sql db, Map<Integer, Long> targets) throws SQLException {
        for (Map.Entry<Integer, Long> target : targets.entrySet()) {
            db.update(
                    "INSERT OR REPLACE INTO target (partition, next_offset) VALUES (?, ?)",
                    target.getKey(),
                    target.getValue());
        }
    }
}
