package dev.loopline.catalog.state;

import java.sql.SQLException;
import java.util.Optional;

/** The table {@code meta}: single values. */
final class Meta {

    private static final String SEQUENCE = "sequence";
    private static final String RECOVERING = "recovering";

    private Meta() {}

    static Optional<String> get(Db db, String name) throws SQLException {
        return db.first("SELECT value FROM meta WHERE name = ?", row -> row.getString(1), name);
    }

    static void set(Db db, String name, String value) throws SQLException {
        db.update("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", name, value);
    }

    /** The highest sequence that was given out. */
    static long sequence(Db db) throws SQLException {
        return get(db, SEQUENCE).map(Long::parseLong).orElse(0L);
    }

    static void sequence(Db db, long value) throws SQLException {
        set(db, SEQUENCE, Long.toString(value));
    }

    static boolean recovering(Db db) throws SQLException {
        return get(db, RECOVERING).map(Boolean::parseBoolean).orElse(true);
    }

    static void recovering(Db db, boolean value) throws SQLException {
        set(db, RECOVERING, Boolean.toString(value));
    }
}
