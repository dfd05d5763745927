package dev.loopline.catalog.state;

import dev.loopline.kit.sql.Sql;
import java.sql.SQLException;
import java.util.Optional;

/** The table {@code meta}: single values. */
final class Meta {

    private static final String CHANGE = "change";
    private static final String RECOVERING = "recovering";

    private Meta() {}

    static Optional<String> get(Sql db, String name) throws SQLException {
        return db.first("SELECT value FROM meta WHERE name = ?", row -> row.getString(1), name);
    }

    static void set(Sql db, String name, String value) throws SQLException {
        db.update("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", name, value);
    }

    /** The number of the newest change. */
    static long change(Sql db) throws SQLException {
        return get(db, CHANGE).map(Long::parseLong).orElse(0L);
    }

    static void change(Sql db, long value) throws SQLException {
        set(db, CHANGE, Long.toString(value));
    }

    /** Whether the input is still to be read up to the targets; empty before the targets are known. */
    static Optional<Boolean> recovering(Sql db) throws SQLException {
        return get(db, RECOVERING).map(Boolean::parseBoolean);
    }

    static void recovering(Sql db, boolean value) throws SQLException {
        set(db, RECOVERING, Boolean.toString(value));
    }
}
