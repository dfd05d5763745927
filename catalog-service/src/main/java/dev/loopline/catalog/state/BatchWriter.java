package dev.loopline.catalog.state;

import dev.loopline.catalog.project.FactorCandidate;
import dev.loopline.catalog.project.LoopProjection;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.catalog.FactorEntry;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Applies one batch of changes within one transaction, and marks the loops that have to be published. */
final class BatchWriter implements FactorTable.Entries {

    private final Db db;
    private final LoopTable loops;
    private final FactorTable factors;
    private final Map<LoopKey, LoopProjection> replaced = new HashMap<>();
    private final Map<LoopKey, LoopProjection> looked = new HashMap<>();
    private final Set<LoopKey> dirty = new TreeSet<>();
    private int changed;
    private int withdrawn;
    private int unchanged;
    private int superseded;
    private boolean renewing;
    private boolean announcing = true;

    BatchWriter(Db db) {
        this.db = db;
        this.loops = new LoopTable(db);
        this.factors = new FactorTable(db);
    }

    Applied apply(List<Change> changes) throws SQLException {
        for (Change change : changes) {
            if (change instanceof Change.Present present) {
                put(present);
            } else if (change instanceof Change.Withdrawn gone) {
                withdraw(gone);
            }
        }
        factors.settle(this, dirty);
        if (announcing) {
            mark(db, dirty);
        }
        return new Applied(changed, withdrawn, unchanged, superseded);
    }

    /** As {@link #apply}, but nothing is marked to be published. */
    Applied fill(List<Change> changes) throws SQLException {
        announcing = false;
        return apply(changes);
    }

    /** As {@link #apply}, but what is known already is written again. */
    Applied renew(List<Change> changes) throws SQLException {
        renewing = true;
        return apply(changes);
    }

    private void put(Change.Present change) throws SQLException {
        LoopProjection projection = change.projection();
        byte[] ord = LoopOrder.encode(projection.key());
        byte[] deflated = change.deflated();
        Optional<LoopTable.Known> known = loops.find(ord);
        if (known.isPresent() && isOlder(projection, known.get())) {
            superseded++;
        } else if (known.isPresent() && loops.holds(ord, deflated)) {
            unchanged++;
            if (renewing) {
                loops.put(ord, projection, deflated, known.isEmpty());
                factors.replace(projection.key(), projection.factors(), known.isEmpty());
            }
        } else {
            loops.put(ord, projection, deflated, known.isEmpty());
            factors.replace(projection.key(), projection.factors(), known.isEmpty());
            replaced.put(projection.key(), projection);
            dirty.add(projection.key());
            changed++;
        }
    }

    /** A withdrawal outlives the events of its revision, unless the topic itself says otherwise. */
    private boolean isOlder(LoopProjection projection, LoopTable.Known known) {
        return known.live() || renewing
                ? projection.revision() < known.revision()
                : projection.revision() <= known.revision();
    }

    private void withdraw(Change.Withdrawn change) throws SQLException {
        byte[] ord = LoopOrder.encode(change.key());
        Optional<LoopTable.Known> known = loops.find(ord);
        long revision = change.revision() > 0
                ? change.revision()
                : known.map(LoopTable.Known::revision).orElse(0L);
        if (known.isPresent() && revision < known.get().revision()) {
            superseded++;
            return;
        }
        loops.withdraw(ord, revision);
        if (known.isPresent() && known.get().live()) {
            factors.replace(change.key(), List.of(), false);
            replaced.remove(change.key());
            dirty.add(change.key());
            withdrawn++;
        } else {
            unchanged++;
        }
    }

    /** The projections that this batch wrote. */
    Map<LoopKey, LoopProjection> replaced() {
        return Map.copyOf(replaced);
    }

    /** Gives each loop the next sequence and marks it, in the order of the keys. */
    static void mark(Db db, Set<LoopKey> dirty) throws SQLException {
        long sequence = Meta.sequence(db);
        for (LoopKey key : dirty) {
            sequence++;
            byte[] ord = LoopOrder.encode(key);
            db.update("UPDATE loop SET sequence = ? WHERE ord = ?", sequence, ord);
            db.update("INSERT OR REPLACE INTO dirty (ord, sequence, refused) VALUES (?, ?, NULL)", ord, sequence);
        }
        Meta.sequence(db, sequence);
    }

    @Override
    public FactorEntry of(LoopKey loop, String fingerprint) throws SQLException {
        LoopProjection projection = replaced.getOrDefault(loop, looked.get(loop));
        if (projection == null) {
            projection = loops.projection(loop);
            looked.put(loop, projection);
        }
        return projection
                .factor(fingerprint)
                .map(FactorCandidate::entry)
                .orElseThrow(() -> new IllegalStateException(loop + " has no factor " + fingerprint));
    }
}
