package dev.loopline.catalog.state;

import dev.loopline.catalog.project.LoopProjection;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.catalog.CatalogKind;
import dev.loopline.contracts.catalog.FactorEntry;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One consistent look at the state, beside the writer and without disturbing it: all that is read through one reader is of
 * the same moment. Close it soon; it keeps SQLite's log from being cut. Not safe for several threads.
 */
public final class CatalogReader implements AutoCloseable {

    private final Db db;

    private CatalogReader(Db db) {
        this.db = db;
    }

    public static CatalogReader open(Path file) throws SQLException {
        Db db = Db.reader(file);
        try {
            db.update("BEGIN");
            return new CatalogReader(db);
        } catch (SQLException e) {
            db.close();
            throw e;
        }
    }

    /** Takes the text of an entry. */
    @FunctionalInterface
    public interface EntrySink {
        void take(String entry) throws java.io.IOException;
    }

    /** The newest time of all live loops; the beginning of the epoch if there is none. */
    public Instant generatedAt() throws SQLException {
        return LoopTable.instant(db.number("SELECT max(generated) FROM loop INDEXED BY loop_generated WHERE live = 1"));
    }

    /** The highest sequence given out. */
    public long sequence() throws SQLException {
        return Meta.sequence(db);
    }

    /** Entries by kind. */
    public Map<CatalogKind, Long> counts() throws SQLException {
        Map<CatalogKind, Long> counts = new TreeMap<>();
        for (CatalogKind kind : CatalogKind.values()) {
            counts.put(
                    kind,
                    kind == CatalogKind.FACTOR
                            ? db.number("SELECT count(*) FROM factor")
                            : db.number("SELECT count(*) FROM entry WHERE kind = ?", kind.singular()));
        }
        return counts;
    }

    /**
     * All entries of a catalog in its order, as they stand in the file: factors by name, then fingerprint; loops by key;
     * models and strategies by id.
     */
    public void entries(CatalogKind kind, EntrySink sink) throws SQLException, java.io.IOException {
        if (kind == CatalogKind.FACTOR) {
            factors(sink);
            return;
        }
        try (ResultSet rows = db.open("SELECT body FROM entry WHERE kind = ? ORDER BY sort, ord", kind.singular())) {
            while (rows.next()) {
                sink.take(rows.getString(1));
            }
        }
    }

    private void factors(EntrySink sink) throws SQLException, java.io.IOException {
        try (ResultSet rows = db.open("SELECT body, occurrences FROM factor CROSS JOIN factor_body USING (fingerprint)"
                + " ORDER BY name, fingerprint")) {
            while (rows.next()) {
                sink.take(CatalogJson.counted(rows.getString(1), rows.getInt(2)));
            }
        }
    }

    /** Loops whose entries changed after this sequence, lowest first. */
    public List<Announcement> since(long sequence, int limit) throws SQLException {
        return new Outbox(db, Map.of()).since(sequence, limit);
    }

    /** What was last said of this loop; empty if it is unknown. */
    public Optional<Announcement> loop(LoopKey key) throws SQLException {
        return new Outbox(db, Map.of()).of(key).stream().findFirst();
    }

    /** Live loops, in order. @param taskRunId only those of this task run; null for all */
    public List<LoopKey> keys(@Nullable String taskRunId) throws SQLException {
        String sql = "SELECT ord FROM loop WHERE live = 1";
        return taskRunId == null
                ? db.list(sql + " ORDER BY ord", row -> LoopOrder.decode(row.getBytes(1)))
                : db.list(
                        sql + " AND ord BETWEEN ? AND ? ORDER BY ord",
                        row -> LoopOrder.decode(row.getBytes(1)),
                        LoopOrder.encode(new LoopKey(taskRunId, 0)),
                        LoopOrder.encode(new LoopKey(taskRunId, Integer.MAX_VALUE)));
    }

    /** Loops that were published at some time and are withdrawn. */
    public List<LoopKey> withdrawn() throws SQLException {
        return db.list(
                "SELECT ord FROM loop WHERE live = 0 AND sequence > 0 ORDER BY ord",
                row -> LoopOrder.decode(row.getBytes(1)));
    }

    /** The row of the factor catalog; empty if no loop has the factor. */
    public Optional<FactorEntry> factor(String fingerprint) throws SQLException {
        return new Outbox(db, Map.of()).factor(fingerprint);
    }

    /** A part of a catalog, and how many entries there are in all. */
    public EntryPage page(EntryQuery query) throws SQLException {
        return query.run(db);
    }

    /** What a live loop says; empty for any other. */
    public Optional<LoopProjection> projection(LoopKey key) throws SQLException {
        return db.first(
                "SELECT body FROM projection WHERE ord = ?", row -> ProjectionCodec.read(row.getBytes(1)), (Object)
                        LoopOrder.encode(key));
    }

    /** Figures for people and monitoring, by name. */
    public Map<String, Long> figures() throws SQLException {
        Map<String, Long> figures = new TreeMap<>();
        figures.put("loops", db.number("SELECT count(*) FROM loop WHERE live = 1"));
        figures.put("withdrawn_loops", db.number("SELECT count(*) FROM loop WHERE live = 0"));
        figures.put("factors", db.number("SELECT count(*) FROM factor"));
        figures.put("gone_factors", db.number("SELECT count(*) FROM gone"));
        figures.put("unpublished", db.number("SELECT count(*) FROM dirty WHERE refused IS NULL"));
        figures.put("refused", db.number("SELECT count(*) FROM dirty WHERE refused IS NOT NULL"));
        figures.put(
                "recovery_records_left",
                db.number("SELECT coalesce(sum(max(t.next_offset - coalesce(p.next_offset, 0), 0)), 0)"
                        + " FROM target t LEFT JOIN position p USING (partition)"));
        return figures;
    }

    @Override
    public void close() throws SQLException {
        db.close();
    }
}
