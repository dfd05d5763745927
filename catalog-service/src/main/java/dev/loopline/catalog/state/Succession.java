package dev.loopline.catalog.state;

import dev.loopline.contracts.LoopKey;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.TreeSet;

/**
 * From one generation to the next. Works in the file of the next one, with the one in use attached for reading as {@code
 * old}: finds what differs, and gives the next one what only the old one knows, which is what was published under which
 * sequence.
 */
final class Succession implements AutoCloseable {

    private static final int SHOWN = 20;

    private final Db db;

    Succession(Db next, Path inUse) throws SQLException {
        this.db = next;
        db.update("ATTACH DATABASE ? AS old", inUse.toString());
        db.update("CREATE TEMP TABLE difference (ord BLOB PRIMARY KEY, what TEXT NOT NULL)");
        db.update("CREATE TEMP TABLE scope (ord BLOB PRIMARY KEY)");
    }

    /** Compares all loops and factors. */
    Difference compareAll() throws SQLException {
        loops("");
        note(
                "reshown",
                "SELECT n.ord FROM main.factor n LEFT JOIN old.factor o ON o.fingerprint = n.fingerprint"
                        + " WHERE o.ord IS NULL OR o.ord <> n.ord");
        note(
                "reshown",
                "SELECT o.ord FROM old.factor o LEFT JOIN main.factor n ON n.fingerprint = o.fingerprint"
                        + " WHERE n.ord IS NULL OR n.ord <> o.ord");
        note(
                "reshown",
                "SELECT f.ord FROM main.factor f JOIN main.factor_body n ON n.fingerprint = f.fingerprint"
                        + " JOIN old.factor_body o ON o.fingerprint = f.fingerprint WHERE n.body <> o.body");
        return new Difference(
                db.number("SELECT count(*) FROM main.loop WHERE live = 1"),
                found("added"),
                found("changed"),
                found("withdrawn"),
                found("reshown"),
                db.number("SELECT count(*) FROM main.factor n JOIN old.factor o ON o.fingerprint = n.fingerprint"
                        + " WHERE n.ord <> o.ord"),
                db.number("SELECT count(*) FROM main.factor n WHERE NOT EXISTS"
                        + " (SELECT 1 FROM old.factor o WHERE o.fingerprint = n.fingerprint)"),
                db.number("SELECT count(*) FROM old.factor o WHERE NOT EXISTS"
                        + " (SELECT 1 FROM main.factor n WHERE n.fingerprint = o.fingerprint)"));
    }

    /** Compares only these loops of the one in use with the next one, which holds no others. */
    Difference compare(List<LoopKey> inScope) throws SQLException {
        for (LoopKey key : inScope) {
            db.update("INSERT OR IGNORE INTO scope (ord) VALUES (?)", (Object) LoopOrder.encode(key));
        }
        loops(" AND o.ord IN (SELECT ord FROM temp.scope)");
        return new Difference(
                db.number("SELECT count(*) FROM main.loop WHERE live = 1"),
                found("added"),
                found("changed"),
                found("withdrawn"),
                new Difference.Loops(0, List.of()),
                0,
                0,
                0);
    }

    private void loops(String scope) throws SQLException {
        db.update("DELETE FROM temp.difference");
        note(
                "added",
                "SELECT n.ord FROM main.loop n LEFT JOIN old.loop o ON o.ord = n.ord"
                        + " WHERE n.live = 1 AND coalesce(o.live, 0) = 0");
        note(
                "changed",
                "SELECT n.ord FROM main.loop n JOIN old.loop o ON o.ord = n.ord"
                        + " JOIN main.projection np ON np.ord = n.ord JOIN old.projection op ON op.ord = n.ord"
                        + " WHERE n.live = 1 AND o.live = 1 AND (n.revision <> o.revision OR np.body <> op.body)");
        note(
                "withdrawn",
                "SELECT o.ord FROM old.loop o WHERE o.live = 1 AND NOT EXISTS"
                        + " (SELECT 1 FROM main.loop n WHERE n.ord = o.ord AND n.live = 1)" + scope);
    }

    private void note(String what, String ords) throws SQLException {
        db.update("INSERT OR IGNORE INTO temp.difference (ord, what) SELECT ord, '" + what + "' FROM (" + ords + ")");
    }

    private Difference.Loops found(String what) throws SQLException {
        return new Difference.Loops(
                db.number("SELECT count(*) FROM temp.difference WHERE what = ?", what),
                db.list(
                        "SELECT ord FROM temp.difference WHERE what = ? ORDER BY ord LIMIT " + SHOWN,
                        row -> LoopOrder.decode(row.getBytes(1)),
                        what));
    }

    /**
     * Makes the next generation one that can be in use: what is the same keeps its sequence, what was announced and is no
     * more is withdrawn, what waited to be published goes on waiting, and what differs waits too. After {@link #compareAll}.
     */
    void complete() throws SQLException {
        db.inTransaction(() -> {
            takeLoops();
            takeGoneFactors();
            db.update("DELETE FROM main.dirty");
            db.update("INSERT INTO main.dirty (ord, sequence, refused) SELECT ord, sequence, refused FROM old.dirty");
            db.update("INSERT OR REPLACE INTO main.meta (name, value)"
                    + " SELECT name, value FROM old.meta WHERE name LIKE 'topic %'");
            long published = db.number("SELECT CAST(value AS INTEGER) FROM old.meta WHERE name = 'sequence'");
            Meta.sequence(db, Math.max(Meta.sequence(db), published));
            BatchWriter.mark(
                    db,
                    new TreeSet<>(
                            db.list("SELECT ord FROM temp.difference", row -> LoopOrder.decode(row.getBytes(1)))));
            db.update("DELETE FROM main.target");
            Meta.recovering(db, false);
            return null;
        });
    }

    private void takeLoops() throws SQLException {
        db.update("INSERT INTO main.loop (ord, live, revision, sequence) SELECT o.ord, 0, o.revision, 0 FROM old.loop o"
                + " WHERE NOT EXISTS (SELECT 1 FROM main.loop n WHERE n.ord = o.ord)");
        db.update("UPDATE main.loop SET revision = max(revision,"
                + " coalesce((SELECT o.revision FROM old.loop o WHERE o.ord = loop.ord), 0)) WHERE live = 0");
        db.update("UPDATE main.loop SET sequence ="
                + " coalesce((SELECT o.sequence FROM old.loop o WHERE o.ord = loop.ord), 0)");
    }

    private void takeGoneFactors() throws SQLException {
        db.update("DELETE FROM main.gone");
        db.update(
                "INSERT INTO main.gone (fingerprint, ord) SELECT g.fingerprint, g.ord FROM old.gone g WHERE NOT EXISTS"
                        + " (SELECT 1 FROM main.factor n WHERE n.fingerprint = g.fingerprint)");
        db.update("INSERT OR REPLACE INTO main.gone (fingerprint, ord) SELECT o.fingerprint, o.ord FROM old.factor o"
                + " WHERE NOT EXISTS (SELECT 1 FROM main.factor n WHERE n.fingerprint = o.fingerprint)");
    }

    @Override
    public void close() throws SQLException {
        db.update("DROP TABLE temp.difference");
        db.update("DROP TABLE temp.scope");
        db.forget();
        db.update("DETACH DATABASE old");
    }
}
