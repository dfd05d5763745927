package dev.loopline.catalog.state;

import java.sql.SQLException;
import java.util.List;

/** The tables of the state. A change of them raises {@link #VERSION}; an older file is then set aside and built anew. */
final class Schema {

    static final int VERSION = 3;

    private static final List<String> TABLES = List.of(
            "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
            // How far each partition was read, and how far it has to be read before a lost state is whole again.
            "CREATE TABLE position (partition INTEGER PRIMARY KEY, next_offset INTEGER NOT NULL)",
            "CREATE TABLE target (partition INTEGER PRIMARY KEY, next_offset INTEGER NOT NULL)",
            // A withdrawn loop stays as a row that is not live, so that an old event cannot bring it back.
            "CREATE TABLE loop (ord BLOB PRIMARY KEY, live INTEGER NOT NULL, revision INTEGER NOT NULL,"
                    + " sequence INTEGER NOT NULL, generated INTEGER)",
            // What live loops say; apart, because a row is written anew whenever its sequence changes.
            "CREATE TABLE projection (ord BLOB PRIMARY KEY, body BLOB NOT NULL)",
            "CREATE INDEX loop_sequence ON loop (sequence)",
            "CREATE INDEX loop_generated ON loop (generated) WHERE live = 1",
            // Entries of loops, models and strategies, and factors below, spelled as they stand in the catalog file.
            "CREATE TABLE entry (kind TEXT NOT NULL, sort BLOB NOT NULL, ord BLOB NOT NULL, body TEXT NOT NULL)",
            "CREATE INDEX entry_order ON entry (kind, sort, ord)",
            "CREATE INDEX entry_loop ON entry (ord)",
            "CREATE TABLE occurrence (ord BLOB NOT NULL, fingerprint TEXT NOT NULL, sharpe REAL,"
                    + " PRIMARY KEY (ord, fingerprint)) WITHOUT ROWID",
            // The owner of a factor is the first row of this index: NULL is SQLite's smallest value.
            "CREATE INDEX occurrence_best ON occurrence (fingerprint, sharpe DESC, ord)",
            // Small rows that every loop touches, apart from the large ones that only a new owner does.
            "CREATE TABLE factor (fingerprint TEXT PRIMARY KEY, ord BLOB NOT NULL, sharpe REAL, name TEXT NOT NULL,"
                    + " occurrences INTEGER NOT NULL) WITHOUT ROWID",
            "CREATE TABLE factor_body (fingerprint TEXT PRIMARY KEY, body TEXT NOT NULL)",
            "CREATE INDEX factor_owner ON factor (ord)",
            "CREATE INDEX factor_order ON factor (name, fingerprint)",
            // Factors that no loop has any more, with the loop that had them last and goes on saying so.
            "CREATE TABLE gone (fingerprint TEXT PRIMARY KEY, ord BLOB NOT NULL) WITHOUT ROWID",
            "CREATE INDEX gone_loop ON gone (ord)",
            // Loops whose CatalogUpdated has not reached the broker yet; refused: it never will.
            "CREATE TABLE dirty (ord BLOB PRIMARY KEY, sequence INTEGER NOT NULL, refused TEXT)",
            // What an earlier state had announced, until a lost state is whole again.
            "CREATE TABLE announced_loop (ord BLOB PRIMARY KEY, revision INTEGER NOT NULL)",
            "CREATE TABLE announced_factor (fingerprint TEXT PRIMARY KEY, ord BLOB NOT NULL)");

    private Schema() {}

    /** @return whether the file was empty */
    static boolean create(Db db) throws SQLException {
        boolean empty = db.number("SELECT count(*) FROM sqlite_master") == 0;
        if (empty) {
            db.inTransaction(() -> {
                for (String table : TABLES) {
                    db.update(table);
                }
                return db.update("PRAGMA user_version = " + VERSION);
            });
        }
        return empty;
    }

    static boolean isCurrent(Db db) throws SQLException {
        return db.number("PRAGMA user_version") == VERSION;
    }
}
