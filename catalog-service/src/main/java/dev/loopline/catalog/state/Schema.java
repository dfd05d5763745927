package dev.loopline.catalog.state;

import dev.loopline.kit.sql.Sql;
import dev.loopline.kit.startup.StartupRefusedException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/** The tables of the state. A change of them raises {@link #VERSION}; an older file is then set aside and built anew, a newer one refused. */
final class Schema {

    static final int VERSION = 4;

    private static final List<String> TABLES = List.of(
            "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
            // How far each partition was read, and how far it has to be read before a new state is whole.
            "CREATE TABLE position (partition INTEGER PRIMARY KEY, next_offset INTEGER NOT NULL)",
            "CREATE TABLE target (partition INTEGER PRIMARY KEY, next_offset INTEGER NOT NULL)",
            // A withdrawn loop stays as a row that is not live, so that an old event cannot bring it back.
            "CREATE TABLE loop (loop_key BLOB PRIMARY KEY, live INTEGER NOT NULL, revision INTEGER NOT NULL,"
                    + " change INTEGER NOT NULL, generated INTEGER, digest BLOB)",
            "CREATE INDEX loop_change ON loop (change)",
            "CREATE INDEX loop_generated ON loop (generated) WHERE live = 1",
            // The event of each live loop; apart, because the rows above are small and written more often.
            "CREATE TABLE facts (loop_key BLOB PRIMARY KEY, body BLOB NOT NULL)",
            // Entries of loops, models and strategies, spelled as they stand in the catalog files.
            "CREATE TABLE entry (kind TEXT NOT NULL, sort BLOB NOT NULL, loop_key BLOB NOT NULL, body TEXT NOT NULL)",
            "CREATE INDEX entry_order ON entry (kind, sort, loop_key)",
            "CREATE INDEX entry_loop ON entry (loop_key)",
            "CREATE TABLE occurrence (loop_key BLOB NOT NULL, name TEXT NOT NULL, fingerprint TEXT NOT NULL,"
                    + " factor_name TEXT NOT NULL, sharpe REAL, variant TEXT NOT NULL,"
                    + " PRIMARY KEY (loop_key, name, fingerprint)) WITHOUT ROWID",
            // The best occurrence of a factor is the first row of this index: NULL is SQLite's smallest value.
            "CREATE INDEX occurrence_best ON occurrence (factor_name, variant = '', sharpe DESC, loop_key, name, fingerprint,"
                    + " variant)",
            // The spelled entry of each factor's best occurrence, so that files and pages need not unpack its loop.
            "CREATE TABLE best (factor_name TEXT PRIMARY KEY, loop_key BLOB NOT NULL, name TEXT NOT NULL,"
                    + " fingerprint TEXT NOT NULL, body TEXT NOT NULL)",
            "CREATE INDEX best_order ON best (name, factor_name)",
            // Loops whose CatalogUpdated has not reached the broker yet; refused: it never will.
            "CREATE TABLE unpublished (loop_key BLOB PRIMARY KEY, change INTEGER NOT NULL, refused TEXT)");

    private Schema() {}

    /** Makes the tables in an empty file. */
    static void create(Sql db) throws SQLException {
        if (db.number("SELECT count(*) FROM sqlite_master") == 0) {
            db.inTransaction(() -> {
                for (String table : TABLES) {
                    db.update(table);
                }
                return db.update("PRAGMA user_version = " + VERSION);
            });
        }
    }

    static boolean isCurrent(Sql db) throws SQLException {
        return version(db) == VERSION;
    }

    /** @throws StartupRefusedException if a newer Loopline made the file, which is left as it is */
    static void refuseNewer(Sql db, Path file) throws SQLException {
        long found = version(db);
        if (found > VERSION) {
            throw new StartupRefusedException("the state " + file + " was made by a newer Loopline: it is at version "
                    + found + ", and this program knows it up to version " + VERSION
                    + "; start the newer Loopline, or move the file away, then it is built anew from the topic");
        }
    }

    private static long version(Sql db) throws SQLException {
        return db.number("PRAGMA user_version");
    }
}
