package dev.loopline.catalog.state;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.catalog.FactorEntry;
import dev.loopline.contracts.catalog.FactorOccurrence;
import dev.loopline.contracts.event.CatalogUpdated;
import dev.loopline.kit.sql.Sql;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The tables {@code occurrence} and {@code best}, for one batch: the occurrences of its loops are replaced, then {@link
 * #showTouched} spells the best occurrence of each factor name that was touched. One object per batch.
 */
final class FactorTable {

    private final Sql db;
    private final LoopTable loops;
    private final Set<String> touched = new TreeSet<>();
    private final Set<LoopKey> replaced = new HashSet<>();
    private final Map<LoopKey, Optional<CatalogUpdated>> facts = new HashMap<>();

    /** The identity of an occurrence. */
    private record Found(LoopKey loop, String name, String fingerprint) {}

    FactorTable(Sql db, LoopTable loops) {
        this.db = db;
        this.loops = loops;
    }

    /**
     * Makes these the loop's occurrences.
     *
     * @param isNew whether nothing was known of the loop, so that there are none to be replaced
     */
    void replace(CatalogUpdated loop, boolean isNew) throws SQLException {
        LoopKey key = loop.key();
        if (!isNew) {
            remove(key);
        }
        facts.put(key, Optional.of(loop));
        replaced.add(key);
        byte[] bytes = LoopOrder.encode(key);
        for (FactorOccurrence factor : loop.occurrences()) {
            db.update(
                    "INSERT OR IGNORE INTO occurrence (loop_key, name, fingerprint, factor_name, sharpe, variant)"
                            + " VALUES (?, ?, ?, ?, ?, ?)",
                    bytes,
                    factor.name(),
                    factor.fingerprint(),
                    factor.factorName(),
                    factor.sharpe(),
                    factor.variant());
            touched.add(factor.factorName());
        }
    }

    /** Takes the loop's occurrences away. */
    void remove(LoopKey key) throws SQLException {
        byte[] bytes = LoopOrder.encode(key);
        touched.addAll(db.list(
                "SELECT factor_name FROM occurrence WHERE loop_key = ?", row -> row.getString(1), (Object) bytes));
        db.update("DELETE FROM occurrence WHERE loop_key = ?", (Object) bytes);
        facts.put(key, Optional.empty());
        replaced.add(key);
    }

    /** Brings {@code best} in line with the occurrences of the names that were touched. */
    void showTouched() throws SQLException {
        for (String name : touched) {
            Optional<Found> best = first(
                    "SELECT loop_key, name, fingerprint FROM occurrence WHERE factor_name = ?"
                            + " ORDER BY variant = '', sharpe DESC, loop_key, name, fingerprint LIMIT 1",
                    name);
            if (best.isEmpty()) {
                db.update("DELETE FROM best WHERE factor_name = ?", name);
            } else if (replaced.contains(best.get().loop())
                    || !best.equals(
                            first("SELECT loop_key, name, fingerprint FROM best WHERE factor_name = ?", name))) {
                show(name, best.get());
            }
        }
        touched.clear();
    }

    private Optional<Found> first(String sql, String factorName) throws SQLException {
        return db.first(
                sql,
                row -> new Found(LoopOrder.decode(row.getBytes(1)), row.getString(2), row.getString(3)),
                factorName);
    }

    private void show(String factorName, Found best) throws SQLException {
        db.update(
                "INSERT OR REPLACE INTO best (factor_name, loop_key, name, fingerprint, body) VALUES (?, ?, ?, ?, ?)",
                factorName,
                LoopOrder.encode(best.loop()),
                best.name(),
                best.fingerprint(),
                CatalogJson.entry(FactorEntry.of(occurrence(best), 1, 1)));
    }

    private FactorOccurrence occurrence(Found wanted) throws SQLException {
        Optional<CatalogUpdated> known = facts.get(wanted.loop());
        if (known == null) {
            known = loops.facts(wanted.loop());
            facts.put(wanted.loop(), known);
        }
        return known.map(CatalogUpdated::occurrences).orElse(List.of()).stream()
                .filter(one ->
                        one.name().equals(wanted.name()) && one.fingerprint().equals(wanted.fingerprint()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(wanted.loop() + " has no factor " + wanted.name()));
    }
}
