package dev.loopline.catalog.state;

import dev.loopline.contracts.LoopKey;
import dev.loopline.kit.sql.Sql;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.TreeSet;

/**
 * Compares a rebuilt generation with the one in use, and completes it. Works in the file of the rebuilt one, with the one in
 * use attached for reading as {@code old}. Not safe for several threads.
 */
final class GenerationSwap implements AutoCloseable {

    private static final int SHOWN = 20;
    private static final String SCOPE = " AND o.loop_key IN (SELECT loop_key FROM temp.scope)";

    private final Sql db;

    GenerationSwap(Sql rebuilt, Path inUse) throws SQLException {
        this.db = rebuilt;
        db.update("ATTACH DATABASE ? AS old", inUse.toString());
        db.update("CREATE TEMP TABLE difference (loop_key BLOB PRIMARY KEY, what TEXT NOT NULL)");
        db.update("CREATE TEMP TABLE scope (loop_key BLOB PRIMARY KEY)");
    }

    /** Compares all loops. */
    Difference compareAll() throws SQLException {
        return compare("");
    }

    /** Compares only these loops of the one in use with the rebuilt one, which holds no others. */
    Difference compare(List<LoopKey> inScope) throws SQLException {
        for (LoopKey key : inScope) {
            db.update("INSERT OR IGNORE INTO scope (loop_key) VALUES (?)", (Object) LoopOrder.encode(key));
        }
        return compare(SCOPE);
    }

    private Difference compare(String scope) throws SQLException {
        db.update("DELETE FROM temp.difference");
        note(
                "added",
                "SELECT n.loop_key FROM main.loop n LEFT JOIN old.loop o ON o.loop_key = n.loop_key"
                        + " WHERE n.live = 1 AND coalesce(o.live, 0) = 0");
        note(
                "changed",
                "SELECT n.loop_key FROM main.loop n JOIN old.loop o ON o.loop_key = n.loop_key"
                        + " WHERE n.live = 1 AND o.live = 1 AND n.digest <> o.digest");
        note(
                "withdrawn",
                "SELECT o.loop_key FROM old.loop o WHERE o.live = 1 AND NOT EXISTS"
                        + " (SELECT 1 FROM main.loop n WHERE n.loop_key = o.loop_key AND n.live = 1)" + scope);
        String lost = " FROM old.loop o WHERE o.live = 1 AND NOT EXISTS (SELECT 1 FROM main.loop n WHERE"
                + " n.loop_key = o.loop_key AND (n.live = 0 OR n.revision >= o.revision))" + scope;
        return new Difference(
                db.number("SELECT count(*) FROM main.loop WHERE live = 1"),
                found("added"),
                found("changed"),
                found("withdrawn"),
                new Difference.Loops(
                        db.number("SELECT count(*)" + lost),
                        keys("SELECT o.loop_key" + lost + " ORDER BY 1 LIMIT " + SHOWN)));
    }

    private void note(String what, String loopKeys) throws SQLException {
        db.update("INSERT OR IGNORE INTO temp.difference (loop_key, what) SELECT loop_key, '" + what + "' FROM ("
                + loopKeys + ")");
    }

    private Difference.Loops found(String what) throws SQLException {
        return new Difference.Loops(
                db.number("SELECT count(*) FROM temp.difference WHERE what = ?", what),
                keys("SELECT loop_key FROM temp.difference WHERE what = ? ORDER BY 1 LIMIT " + SHOWN, what));
    }

    private List<LoopKey> keys(String sql, Object... values) throws SQLException {
        return db.list(sql, row -> LoopOrder.decode(row.getBytes(1)), values);
    }

    /**
     * Gives the rebuilt generation what only the one in use knows: the numbers of changes, withdrawn loops, and what waits to
     * be published; then marks what differs. After {@link #compareAll}.
     */
    void complete() throws SQLException {
        db.inTransaction(() -> {
            db.update("INSERT INTO main.loop (loop_key, live, revision, change) SELECT o.loop_key, 0, o.revision, 0"
                    + " FROM old.loop o WHERE NOT EXISTS (SELECT 1 FROM main.loop n WHERE n.loop_key = o.loop_key)");
            db.update("UPDATE main.loop SET revision = max(revision, coalesce((SELECT o.revision FROM old.loop o WHERE"
                    + " o.loop_key = loop.loop_key), 0)) WHERE live = 0");
            db.update("UPDATE main.loop SET change ="
                    + " coalesce((SELECT o.change FROM old.loop o WHERE o.loop_key = loop.loop_key), 0)");
            db.update("DELETE FROM main.unpublished");
            db.update("INSERT INTO main.unpublished (loop_key, change, refused)"
                    + " SELECT loop_key, change, refused FROM old.unpublished");
            db.update("INSERT OR REPLACE INTO main.meta (name, value)"
                    + " SELECT name, value FROM old.meta WHERE name = 'change' OR name LIKE 'topic %'");
            BatchWriter.mark(db, new TreeSet<>(keys("SELECT loop_key FROM temp.difference")));
            db.update("DELETE FROM main.target");
            Meta.recovering(db, false);
            return null;
        });
    }

    @Override
    public void close() throws SQLException {
        db.update("DROP TABLE temp.difference");
        db.update("DROP TABLE temp.scope");
        db.forget();
        db.update("DETACH DATABASE old");
    }
}
