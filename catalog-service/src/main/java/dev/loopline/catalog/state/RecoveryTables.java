package dev.loopline.catalog.state;

import dev.loopline.contracts.LoopKey;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The tables that a new state keeps until it has read the input up to the targets: what was announced by the state before
 * it. When it is whole, what was announced and is no more is withdrawn.
 */
final class RecoveryTables {

    private static final String BEHIND =
            "SELECT count(*) FROM target t LEFT JOIN position p USING (partition) WHERE coalesce(p.next_offset, 0) <"
                    + " t.next_offset";

    private final Db db;

    RecoveryTables(Db db) {
        this.db = db;
    }

    void begin(Recovery recovery) throws SQLException {
        Meta.sequence(db, Math.max(Meta.sequence(db), recovery.highestSequence()));
        for (Map.Entry<LoopKey, Long> loop : recovery.announcedLoops().entrySet()) {
            db.update(
                    "INSERT OR REPLACE INTO announced_loop (ord, revision) VALUES (?, ?)",
                    LoopOrder.encode(loop.getKey()),
                    loop.getValue());
        }
        for (Map.Entry<String, LoopKey> factor : recovery.announcedFactors().entrySet()) {
            db.update(
                    "INSERT OR REPLACE INTO announced_factor (fingerprint, ord) VALUES (?, ?)",
                    factor.getKey(),
                    LoopOrder.encode(factor.getValue()));
        }
        for (Map.Entry<Integer, Long> target : recovery.targets().entrySet()) {
            db.update(
                    "INSERT OR REPLACE INTO target (partition, next_offset) VALUES (?, ?)",
                    target.getKey(),
                    target.getValue());
        }
        Meta.recovering(db, true);
    }

    boolean isComplete() throws SQLException {
        return db.number(BEHIND) == 0;
    }

    /** Withdraws what is no more. */
    void finish() throws SQLException {
        Set<LoopKey> dirty = new TreeSet<>();
        List<byte[]> missing = db.list(
                "SELECT a.ord FROM announced_loop a WHERE NOT EXISTS"
                        + " (SELECT 1 FROM loop l WHERE l.ord = a.ord AND l.live = 1)",
                row -> row.getBytes(1));
        for (byte[] ord : missing) {
            db.update(
                    "INSERT OR IGNORE INTO loop (ord, live, revision, sequence)"
                            + " SELECT ord, 0, revision, 0 FROM announced_loop WHERE ord = ?",
                    (Object) ord);
            dirty.add(LoopOrder.decode(ord));
        }
        List<String> gone = db.list(
                "SELECT a.fingerprint FROM announced_factor a WHERE NOT EXISTS"
                        + " (SELECT 1 FROM factor f WHERE f.fingerprint = a.fingerprint)",
                row -> row.getString(1));
        for (String fingerprint : gone) {
            dirty.add(takeOver(fingerprint));
        }
        BatchWriter.mark(db, dirty);
        db.update("DELETE FROM announced_loop");
        db.update("DELETE FROM announced_factor");
        db.update("DELETE FROM target");
        Meta.recovering(db, false);
    }

    /** A factor that is gone is named by the loop that carried it; that loop may itself be known only from then. */
    private LoopKey takeOver(String fingerprint) throws SQLException {
        db.update(
                "INSERT OR IGNORE INTO loop (ord, live, revision, sequence)"
                        + " SELECT ord, 0, 0, 0 FROM announced_factor WHERE fingerprint = ?",
                fingerprint);
        db.update(
                "INSERT OR REPLACE INTO gone (fingerprint, ord)"
                        + " SELECT fingerprint, ord FROM announced_factor WHERE fingerprint = ?",
                fingerprint);
        return db.first(
                        "SELECT ord FROM announced_factor WHERE fingerprint = ?",
                        row -> LoopOrder.decode(row.getBytes(1)),
                        fingerprint)
                .orElseThrow();
    }
}
