package dev.loopline.catalog.state;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.catalog.CatalogKind;
import dev.loopline.contracts.catalog.ModelEntry;
import dev.loopline.contracts.catalog.StrategyEntry;
import dev.loopline.contracts.event.CatalogUpdated;
import dev.loopline.kit.sql.Sql;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The tables {@code loop}, {@code facts} and {@code entry}. */
final class LoopTable {

    private final Sql db;

    LoopTable(Sql db) {
        this.db = db;
    }

    /** What is known of a loop. */
    record Known(boolean live, long revision, byte @Nullable [] digest) {

        boolean holds(byte[] other) {
            return live && Arrays.equals(digest, other);
        }
    }

    Optional<Known> find(byte[] key) throws SQLException {
        return db.first(
                "SELECT live, revision, digest FROM loop WHERE loop_key = ?",
                row -> new Known(row.getBoolean(1), row.getLong(2), row.getBytes(3)),
                (Object) key);
    }

    /** The home of a live loop, if it is known. */
    Optional<String> home(byte[] key) throws SQLException {
        return db.first(
                "SELECT json_extract(body, '$.home') FROM entry WHERE loop_key = ? AND kind = ?"
                        + " AND json_extract(body, '$.home') IS NOT NULL",
                row -> row.getString(1),
                key,
                CatalogKind.LOOP.singular());
    }

    /** The facts of a live loop; empty for any other. */
    Optional<CatalogUpdated> facts(LoopKey loop) throws SQLException {
        return db.first("SELECT body FROM facts WHERE loop_key = ?", row -> FactsCodec.read(row.getBytes(1)), (Object)
                LoopOrder.encode(loop));
    }

    /** @param isNew whether nothing was known of the loop, so that there is nothing to remove */
    void put(byte[] key, Change.Present change, boolean isNew) throws SQLException {
        CatalogUpdated facts = change.facts();
        db.update(
                "INSERT INTO loop (loop_key, live, revision, change, generated, digest)"
                        + " VALUES (?, 1, ?, 0, ?, ?) ON CONFLICT (loop_key) DO UPDATE SET live = 1,"
                        + " revision = excluded.revision, generated = excluded.generated, digest = excluded.digest",
                key,
                facts.revision(),
                nanos(facts.generatedAtUtc()),
                change.kept().digest());
        db.update(
                "INSERT OR REPLACE INTO facts (loop_key, body) VALUES (?, ?)",
                key,
                change.kept().body());
        if (!isNew) {
            db.update("DELETE FROM entry WHERE loop_key = ?", (Object) key);
        }
        entry(CatalogKind.LOOP, key, key, facts.loopEntry());
        for (ModelEntry model : facts.models()) {
            entry(CatalogKind.MODEL, model.modelId().getBytes(StandardCharsets.UTF_8), key, model);
        }
        for (StrategyEntry strategy : facts.strategies()) {
            entry(CatalogKind.STRATEGY, strategy.strategyId().getBytes(StandardCharsets.UTF_8), key, strategy);
        }
    }

    private void entry(CatalogKind kind, byte[] sort, byte[] key, Object value) throws SQLException {
        db.update(
                "INSERT INTO entry (kind, sort, loop_key, body) VALUES (?, ?, ?, ?)",
                kind.singular(),
                sort,
                key,
                CatalogJson.entry(value));
    }

    /** Leaves a row that is not live. */
    void withdraw(byte[] key, long revision) throws SQLException {
        db.update(
                "INSERT INTO loop (loop_key, live, revision, change) VALUES (?, 0, ?, 0) ON CONFLICT (loop_key) DO"
                        + " UPDATE SET live = 0, revision = excluded.revision, generated = NULL, digest = NULL",
                key,
                revision);
        db.update("DELETE FROM facts WHERE loop_key = ?", (Object) key);
        db.update("DELETE FROM entry WHERE loop_key = ?", (Object) key);
    }

    static long nanos(Instant time) {
        return Math.addExact(Math.multiplyExact(time.getEpochSecond(), TimeUnit.SECONDS.toNanos(1)), time.getNano());
    }

    static Instant instant(long nanos) {
        return Instant.ofEpochSecond(0, nanos);
    }
}
