package dev.loopline.catalog.state;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.event.CatalogUpdated;
import dev.loopline.kit.sql.Sql;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Applies one batch of changes within one transaction, and marks the loops that have to be published. */
final class BatchWriter {

    private final Sql db;
    private final LoopTable loops;
    private final FactorTable factors;
    private final Map<LoopKey, CatalogUpdated> replaced = new HashMap<>();
    private final Set<LoopKey> changedLoops = new TreeSet<>();
    private int changed;
    private int withdrawn;
    private int unchanged;
    private int superseded;
    private boolean renewing;

    BatchWriter(Sql db) {
        this.db = db;
        this.loops = new LoopTable(db);
        this.factors = new FactorTable(db, loops);
    }

    Applied apply(List<Change> changes) throws SQLException {
        Applied applied = fill(changes);
        mark(db, changedLoops);
        return applied;
    }

    /** As {@link #apply}, but nothing is marked to be published. */
    Applied fill(List<Change> changes) throws SQLException {
        for (Change change : changes) {
            if (change instanceof Change.Present present) {
                put(present);
            } else if (change instanceof Change.Withdrawn gone) {
                withdraw(gone);
            }
        }
        factors.showTouched();
        return new Applied(changed, withdrawn, unchanged, superseded);
    }

    /** As {@link #apply}, but a loop comes back at the revision of its withdrawal, and what is the same is written again. */
    Applied renew(List<Change> changes) throws SQLException {
        renewing = true;
        return apply(changes);
    }

    private void put(Change.Present change) throws SQLException {
        CatalogUpdated facts = change.facts();
        byte[] key = LoopOrder.encode(facts.key());
        Optional<LoopTable.Known> known = loops.find(key);
        if (known.isPresent() && isOlder(facts, known.get())) {
            superseded++;
            return;
        }
        boolean same = known.isPresent() && known.get().holds(change.kept().digest());
        if (!same || renewing) {
            loops.put(key, change, known.isEmpty());
            factors.replace(facts, known.isEmpty());
        }
        if (same) {
            unchanged++;
        } else {
            replaced.put(facts.key(), facts);
            changedLoops.add(facts.key());
            changed++;
        }
    }

    /** A withdrawal outlives the events of its revision, unless the topic itself says otherwise. */
    private boolean isOlder(CatalogUpdated facts, LoopTable.Known known) {
        return known.live() || renewing ? facts.revision() < known.revision() : facts.revision() <= known.revision();
    }

    /** Also the withdrawal of a loop that is unknown is published: after a loss of the state AIstock may have the loop. */
    private void withdraw(Change.Withdrawn change) throws SQLException {
        byte[] key = LoopOrder.encode(change.key());
        Optional<LoopTable.Known> known = loops.find(key);
        long revision = change.revision() > 0
                ? change.revision()
                : known.map(LoopTable.Known::revision).orElse(0L);
        if (known.isPresent() && revision < known.get().revision()) {
            superseded++;
            return;
        }
        loops.withdraw(key, revision);
        if (known.isEmpty()) {
            changedLoops.add(change.key());
            unchanged++;
        } else if (known.get().live()) {
            factors.remove(change.key());
            replaced.remove(change.key());
            changedLoops.add(change.key());
            withdrawn++;
        } else {
            unchanged++;
        }
    }

    /** The facts that this batch wrote. */
    Map<LoopKey, CatalogUpdated> replaced() {
        return Map.copyOf(replaced);
    }

    /** Gives each loop the number of a change of its own and marks it to be published, in the order of the keys. */
    static void mark(Sql db, Set<LoopKey> loops) throws SQLException {
        long change = Meta.change(db);
        for (LoopKey loop : loops) {
            change++;
            byte[] key = LoopOrder.encode(loop);
            db.update("UPDATE loop SET change = ? WHERE loop_key = ?", change, key);
            db.update(
                    "INSERT OR REPLACE INTO unpublished (loop_key, change, refused) VALUES (?, ?, NULL)", key, change);
        }
        Meta.change(db, change);
    }
}
