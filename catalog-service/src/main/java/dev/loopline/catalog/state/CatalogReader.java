package dev.loopline.catalog.state;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.catalog.CatalogKind;
import dev.loopline.contracts.event.CatalogUpdated;
import dev.loopline.kit.sql.Sql;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
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

    private final Sql db;

    private CatalogReader(Sql db) {
        this.db = db;
    }

    public static CatalogReader open(Path file) throws SQLException {
        Sql db = StateConnections.reader(file);
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

    /** The number of the newest change. Rises with each loop that changes; a new state begins at 0 again. */
    public long change() throws SQLException {
        return Meta.change(db);
    }

    /** Entries by kind. */
    public Map<CatalogKind, Long> counts() throws SQLException {
        Map<CatalogKind, Long> counts = new TreeMap<>();
        for (CatalogKind kind : CatalogKind.values()) {
            counts.put(
                    kind,
                    kind == CatalogKind.FACTOR
                            ? db.number("SELECT count(*) FROM best")
                            : db.number("SELECT count(*) FROM entry WHERE kind = ?", kind.singular()));
        }
        return counts;
    }

    /**
     * All entries of a catalog in its order, as they stand in the file: factors by raw name; loops by key; models and
     * strategies by id.
     */
    public void entries(CatalogKind kind, EntrySink sink) throws SQLException, java.io.IOException {
        if (kind == CatalogKind.FACTOR) {
            each(sink, EntryQuery::factor, EntryQuery.FACTORS + " ORDER BY b.name, b.factor_name");
        } else {
            String sql = "SELECT body FROM entry WHERE kind = ? ORDER BY sort, loop_key";
            each(sink, row -> row.getString(1), sql, kind.singular());
        }
    }

    private void each(EntrySink sink, Sql.Row<String> entry, String sql, Object... values)
            throws SQLException, java.io.IOException {
        db.read(
                sql,
                rows -> {
                    while (rows.next()) {
                        sink.take(entry.read(rows));
                    }
                    return sink;
                },
                values);
    }

    /** Loops whose facts changed after the change of this number, the oldest change first. */
    public List<Announcement> since(long change, int limit) throws SQLException {
        return new Outbox(db, Map.of()).since(change, limit);
    }

    /** What was last said of this loop; empty if it is unknown. */
    public Optional<Announcement> loop(LoopKey key) throws SQLException {
        return new Outbox(db, Map.of()).loop(key).stream().findFirst();
    }

    /** Live loops, in order. @param taskRunId only those of this task run; null for all */
    public List<LoopKey> keys(@Nullable String taskRunId) throws SQLException {
        String sql = "SELECT loop_key FROM loop WHERE live = 1";
        return taskRunId == null
                ? db.list(sql + " ORDER BY loop_key", row -> LoopOrder.decode(row.getBytes(1)))
                : db.list(
                        sql + " AND loop_key BETWEEN ? AND ? ORDER BY loop_key",
                        row -> LoopOrder.decode(row.getBytes(1)),
                        LoopOrder.encode(new LoopKey(taskRunId, 0)),
                        LoopOrder.encode(new LoopKey(taskRunId, Integer.MAX_VALUE)));
    }

    /** Loops that are withdrawn. */
    public List<LoopKey> withdrawn() throws SQLException {
        return db.list(
                "SELECT loop_key FROM loop WHERE live = 0 AND change > 0 ORDER BY loop_key",
                row -> LoopOrder.decode(row.getBytes(1)));
    }

    /** Those of these loops of which nothing is known, not even that they were withdrawn. */
    public List<LoopKey> unknown(Collection<LoopKey> loops) throws SQLException {
        LoopTable table = new LoopTable(db);
        List<LoopKey> unknown = new ArrayList<>();
        for (LoopKey loop : loops) {
            if (table.find(LoopOrder.encode(loop)).isEmpty()) {
                unknown.add(loop);
            }
        }
        return unknown;
    }

    /** The entry of the factor with this normalised name; empty if no loop has it. */
    public Optional<String> factor(String factorName) throws SQLException {
        return db.first(EntryQuery.FACTORS + " WHERE b.factor_name = ?", EntryQuery::factor, factorName);
    }

    /** A part of a catalog, and how many entries there are in all. */
    public EntryPage page(EntryQuery query) throws SQLException {
        return query.run(db);
    }

    /** The facts of a live loop; empty for any other. */
    public Optional<CatalogUpdated> facts(LoopKey key) throws SQLException {
        return new LoopTable(db).facts(key);
    }

    /** Figures for people and monitoring, by name. */
    public Map<String, Long> figures() throws SQLException {
        Map<String, Long> figures = new TreeMap<>();
        figures.put("loops", db.number("SELECT count(*) FROM loop WHERE live = 1"));
        figures.put("withdrawn_loops", db.number("SELECT count(*) FROM loop WHERE live = 0"));
        figures.put("factors", db.number("SELECT count(*) FROM best"));
        figures.put("factor_occurrences", db.number("SELECT count(*) FROM occurrence"));
        figures.put("unpublished", db.number("SELECT count(*) FROM unpublished WHERE refused IS NULL"));
        figures.put("refused", db.number("SELECT count(*) FROM unpublished WHERE refused IS NOT NULL"));
        figures.put("recovery_records_left", db.number(Positions.MISSING));
        return figures;
    }

    @Override
    public void close() throws SQLException {
        db.close();
    }
}
