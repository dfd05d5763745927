package dev.loopline.catalog.state;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.loopline.catalog.merge.FactorMerge;
import dev.loopline.catalog.merge.FactorMerge.Ownership;
import dev.loopline.catalog.merge.Standing;
import dev.loopline.catalog.project.FactorCandidate;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.catalog.FactorEntry;
import dev.loopline.contracts.codec.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The tables {@code occurrence}, {@code factor} and {@code gone}, for one batch: first the occurrences of all its loops
 * are replaced, then {@link #settle} decides once for each factor that was touched.
 */
final class FactorTable {

    private final Db db;
    private final Map<String, Touch> touched = new TreeMap<>();

    /** What a batch does to one factor. */
    private static final class Touch {
        private final Set<LoopKey> loops = new HashSet<>();
        private @Nullable Standing best;
        /** Loops that joined, less those that left. */
        private int joined;

        void add(Standing standing) {
            best = best == null
                    ? standing
                    : BinaryOperator.minBy(FactorMerge.OWNER_FIRST).apply(best, standing);
        }

        /** Whether this owner certainly stays: the batch left it alone and brought nothing better. */
        boolean spares(Standing owner) {
            return !loops.contains(owner.loop()) && (best == null || FactorMerge.OWNER_FIRST.compare(owner, best) < 0);
        }
    }

    /** Gives the entry of a factor in a loop. */
    @FunctionalInterface
    interface Entries {
        FactorEntry of(LoopKey loop, String fingerprint) throws SQLException;
    }

    FactorTable(Db db) {
        this.db = db;
    }

    private record Shown(Standing owner, int occurrences) {}

    /**
     * Makes these the loop's occurrences; none withdraws it.
     *
     * @param isNew whether nothing was known of the loop, so that there are none to be replaced
     */
    void replace(LoopKey loop, List<FactorCandidate> factors, boolean isNew) throws SQLException {
        byte[] ord = LoopOrder.encode(loop);
        Set<String> before = isNew ? Set.of() : occurrences(ord);
        for (FactorCandidate factor : factors) {
            String fingerprint = factor.occurrence().fingerprint();
            db.update(
                    "INSERT INTO occurrence (ord, fingerprint, sharpe) VALUES (?, ?, ?)"
                            + " ON CONFLICT (ord, fingerprint) DO UPDATE SET sharpe = excluded.sharpe",
                    ord,
                    fingerprint,
                    factor.occurrence().sharpe());
            Touch touch = touch(fingerprint, loop, !isNew && before.remove(fingerprint) ? 0 : 1);
            touch.add(new Standing(loop, factor.occurrence().sharpe()));
        }
        for (String left : before) {
            db.update("DELETE FROM occurrence WHERE ord = ? AND fingerprint = ?", ord, left);
            touch(left, loop, -1);
        }
    }

    private Set<String> occurrences(byte[] ord) throws SQLException {
        return new HashSet<>(
                db.list("SELECT fingerprint FROM occurrence WHERE ord = ?", row -> row.getString(1), (Object) ord));
    }

    private Touch touch(String fingerprint, LoopKey loop, int joined) {
        Touch touch = touched.computeIfAbsent(fingerprint, unused -> new Touch());
        touch.loops.add(loop);
        touch.joined += joined;
        return touch;
    }

    /** Finds the owner of each factor that was touched and adds the loops whose events have to go out again. */
    void settle(Entries entries, Set<LoopKey> dirty) throws SQLException {
        Map<String, Shown> shown = shown(touched.keySet());
        Map<Integer, List<String>> counted = new TreeMap<>();
        for (Map.Entry<String, Touch> entry : touched.entrySet()) {
            Touch touch = entry.getValue();
            Optional<Shown> before = Optional.ofNullable(shown.get(entry.getKey()));
            if (before.isPresent() && touch.spares(before.get().owner())) {
                counted.computeIfAbsent(touch.joined, unused -> new ArrayList<>())
                        .add(entry.getKey());
            } else {
                int occurrences = before.map(Shown::occurrences).orElse(0) + touch.joined;
                dirty.addAll(
                        decide(entry.getKey(), before, occurrences, entries).concerned());
            }
        }
        count(counted);
        touched.clear();
    }

    /** By how much the number of occurrences changes; most factors of a loop are shown by others and only counted. */
    private void count(Map<Integer, List<String>> byDifference) throws SQLException {
        for (Map.Entry<Integer, List<String>> counted : byDifference.entrySet()) {
            if (counted.getKey() != 0) {
                db.update(
                        "UPDATE factor SET occurrences = occurrences + ?"
                                + " WHERE fingerprint IN (SELECT value FROM json_each(?))",
                        counted.getKey(),
                        list(counted.getValue()));
            }
        }
    }

    /** One statement for all, because a statement for each costs more than what it looks up. */
    private static String list(Collection<String> fingerprints) {
        try {
            return Json.mapper().writeValueAsString(fingerprints);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a list of texts can be written", e);
        }
    }

    private Ownership decide(String fingerprint, Optional<Shown> before, int occurrences, Entries entries)
            throws SQLException {
        Optional<Standing> best = best(fingerprint);
        if (best.isPresent()) {
            show(fingerprint, best.get(), occurrences, entries);
        } else if (before.isPresent()) {
            remove(fingerprint, before.get().owner().loop());
        }
        return new Ownership(
                before.map(shown -> shown.owner().loop()).orElse(null),
                best.map(Standing::loop).orElse(null));
    }

    /** The order of {@link dev.loopline.catalog.merge.FactorMerge#OWNER_FIRST}, by the index. */
    private Optional<Standing> best(String fingerprint) throws SQLException {
        return db.first(
                "SELECT ord, sharpe FROM occurrence WHERE fingerprint = ? ORDER BY sharpe DESC, ord LIMIT 1",
                FactorTable::standing,
                fingerprint);
    }

    private Map<String, Shown> shown(Collection<String> fingerprints) throws SQLException {
        Map<String, Shown> shown = new HashMap<>();
        db.list(
                "SELECT f.ord, f.sharpe, f.occurrences, f.fingerprint FROM json_each(?) wanted CROSS JOIN factor f"
                        + " ON f.fingerprint = wanted.value",
                row -> shown.put(row.getString(4), new Shown(standing(row), row.getInt(3))),
                list(fingerprints));
        return shown;
    }

    private static Standing standing(ResultSet row) throws SQLException {
        double sharpe = row.getDouble(2);
        boolean none = row.wasNull();
        return new Standing(LoopOrder.decode(row.getBytes(1)), none ? null : sharpe);
    }

    private void show(String fingerprint, Standing owner, int occurrences, Entries entries) throws SQLException {
        FactorEntry entry = entries.of(owner.loop(), fingerprint);
        db.update(
                "INSERT OR REPLACE INTO factor (fingerprint, ord, sharpe, name, occurrences) VALUES (?, ?, ?, ?, ?)",
                fingerprint,
                LoopOrder.encode(owner.loop()),
                owner.sharpe(),
                entry.name(),
                occurrences);
        db.update(
                "INSERT OR REPLACE INTO factor_body (fingerprint, body) VALUES (?, ?)",
                fingerprint,
                CatalogJson.entry(entry));
        db.update("DELETE FROM gone WHERE fingerprint = ?", fingerprint);
    }

    private void remove(String fingerprint, LoopKey lastOwner) throws SQLException {
        db.update("DELETE FROM factor WHERE fingerprint = ?", fingerprint);
        db.update("DELETE FROM factor_body WHERE fingerprint = ?", fingerprint);
        db.update(
                "INSERT INTO gone (fingerprint, ord) VALUES (?, ?) ON CONFLICT (fingerprint) DO UPDATE SET"
                        + " ord = excluded.ord",
                fingerprint,
                LoopOrder.encode(lastOwner));
    }
}
