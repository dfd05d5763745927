package dev.loopline.catalog.state;

import dev.loopline.catalog.project.LoopProjection;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.catalog.CatalogKind;
import dev.loopline.contracts.catalog.ModelEntry;
import dev.loopline.contracts.catalog.StrategyEntry;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The tables {@code loop}, {@code projection} and {@code entry}. */
final class LoopTable {

    private final Db db;

    LoopTable(Db db) {
        this.db = db;
    }

    /** What is known of a loop. */
    record Known(boolean live, long revision) {}

    Optional<Known> find(byte[] ord) throws SQLException {
        return db.first(
                "SELECT live, revision FROM loop WHERE ord = ?",
                row -> new Known(row.getBoolean(1), row.getLong(2)),
                ord);
    }

    /** Whether the live loop has this very projection. */
    boolean holds(byte[] ord, byte[] deflated) throws SQLException {
        return db.first(
                        "SELECT body FROM projection WHERE ord = ?",
                        row -> Arrays.equals(row.getBytes(1), deflated),
                        (Object) ord)
                .orElse(false);
    }

    LoopProjection projection(LoopKey key) throws SQLException {
        return db.first(
                        "SELECT body FROM projection WHERE ord = ?",
                        row -> ProjectionCodec.read(row.getBytes(1)),
                        LoopOrder.encode(key))
                .orElseThrow(() -> new IllegalStateException("the state has no projection of " + key));
    }

    /** @param isNew whether nothing was known of the loop, so that there is nothing to remove */
    void put(byte[] ord, LoopProjection projection, byte[] deflated, boolean isNew) throws SQLException {
        db.update(
                "INSERT INTO loop (ord, live, revision, sequence, generated)"
                        + " VALUES (?, 1, ?, 0, ?) ON CONFLICT (ord) DO UPDATE SET live = 1,"
                        + " revision = excluded.revision, generated = excluded.generated",
                ord,
                projection.revision(),
                nanos(projection.generatedAt()));
        db.update("INSERT OR REPLACE INTO projection (ord, body) VALUES (?, ?)", ord, deflated);
        if (!isNew) {
            db.update("DELETE FROM entry WHERE ord = ?", (Object) ord);
        }
        entry(CatalogKind.LOOP, ord, ord, projection.loopEntry());
        for (ModelEntry model : projection.models()) {
            entry(CatalogKind.MODEL, model.modelId().getBytes(StandardCharsets.UTF_8), ord, model);
        }
        for (StrategyEntry strategy : projection.strategies()) {
            entry(CatalogKind.STRATEGY, strategy.strategyId().getBytes(StandardCharsets.UTF_8), ord, strategy);
        }
    }

    private void entry(CatalogKind kind, byte[] sort, byte[] ord, Object value) throws SQLException {
        db.update(
                "INSERT INTO entry (kind, sort, ord, body) VALUES (?, ?, ?, ?)",
                kind.singular(),
                sort,
                ord,
                CatalogJson.entry(value));
    }

    /** Leaves a row that is not live. */
    void withdraw(byte[] ord, long revision) throws SQLException {
        db.update(
                "INSERT INTO loop (ord, live, revision, sequence) VALUES (?, 0, ?, 0) ON CONFLICT (ord) DO UPDATE SET"
                        + " live = 0, revision = excluded.revision, generated = NULL",
                ord,
                revision);
        db.update("DELETE FROM projection WHERE ord = ?", (Object) ord);
        db.update("DELETE FROM entry WHERE ord = ?", (Object) ord);
    }

    static long nanos(Instant time) {
        return Math.addExact(Math.multiplyExact(time.getEpochSecond(), TimeUnit.SECONDS.toNanos(1)), time.getNano());
    }

    static Instant instant(long nanos) {
        return Instant.ofEpochSecond(0, nanos);
    }
}
