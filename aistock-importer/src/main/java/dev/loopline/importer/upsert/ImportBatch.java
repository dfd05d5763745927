package dev.loopline.importer.upsert;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.LoopKey;
import dev.loopline.importer.mirror.MirrorRows;
import dev.loopline.importer.mirror.RegistryMirror;
import dev.loopline.importer.rows.LoopRows;
import dev.loopline.importer.rows.Rejection;
import dev.loopline.importer.table.ColumnTypes;
import dev.loopline.importer.table.Pipeline;
import dev.loopline.importer.table.RowWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * One transaction: looks in one round trip, decides, writes in a second, keeps the books in a third. One object per
 * transaction.
 */
final class ImportBatch {

    private static final Logger LOG = Logger.getLogger(ImportBatch.class);
    private static final ImportLedger LEDGER = new ImportLedger();
    private static final Rejections REJECTIONS = new Rejections();
    private static final RegistryMirror MIRROR = new RegistryMirror();

    private final Connection connection;
    private final ColumnTypes types;
    private final Clock clock;
    private final boolean careful;
    private final Map<LoopKey, ImportLedger.Entry> known = new HashMap<>();
    private final RowCounts counts = new RowCounts();
    private Instant now = Instant.EPOCH;
    private final Map<LoopKey, List<Rejection>> rejections = new LinkedHashMap<>();

    /** @param careful whether to write row by row, so that a row that the database refuses does not stop its neighbours */
    ImportBatch(Connection connection, ColumnTypes types, Clock clock, boolean careful) {
        this.connection = connection;
        this.types = types;
        this.clock = clock;
        this.careful = careful;
    }

    /**
     * @param newest of each loop the newest
     * @param lock taken in the same round trip
     */
    List<ImportOutcome> run(Map<LoopKey, PreparedChange> newest, Pipeline lock) throws SQLException {
        LEDGER.addRead(lock, newest.keySet(), known);
        lock.run(connection);
        // Read under the lock: a transaction that commits later has the later time, so a reader that goes by times
        // misses no
        // loop.
        now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        List<PreparedChange> effective = newest.values().stream()
                .filter(one -> !CatalogStore.isSuperseded(one.change(), known))
                .toList();
        List<LoopRows> rows = new ArrayList<>();
        List<MirrorRows> mirrored = new ArrayList<>();
        for (PreparedChange one : effective) {
            rejections.put(one.change().key(), new ArrayList<>());
            if (one.rows() != null && one.mirror() != null && one.change() instanceof CatalogChange.Import imported) {
                rows.add(one.rows());
                mirrored.add(one.mirror());
                reject(imported, one.rows());
            }
        }
        List<LoopKey> touched =
                effective.stream().map(one -> one.change().key()).toList();
        // A loop that was never imported has nothing of ours to take away.
        List<LoopKey> before = touched.stream().filter(known::containsKey).toList();
        LoopAggregates aggregates = new LoopAggregates(touched, before, rows);
        FactorRows factors = new FactorRows(effective, rows);
        Pipeline look = new Pipeline();
        factors.addReads(look, before);
        aggregates.addReads(look);
        look.run(connection);
        RowWriter writer = writer();
        aggregates.clear(connection, counts, rejections);
        aggregates.write(writer, counts);
        MIRROR.replace(writer, before, mirrored);
        factors.addBest(writer);
        writer.finish();
        factors.apply(connection, writer, counts);
        return conclude(newest, effective, before);
    }

    private RowWriter writer() {
        return careful ? RowWriter.oneByOne(connection, types, this::refused) : RowWriter.together(connection, types);
    }

    private void reject(CatalogChange.Import change, LoopRows rows) {
        List<Rejection> mine = rejections.get(change.key());
        rows.rejections().forEach(rejection -> {
            mine.add(rejection);
            counts.rejected(change.key(), rejection.kind());
        });
        if (!change.bundle().isAvailable()) {
            mine.add(new Rejection(
                    "bundle",
                    change.event().bundle().bundleId(),
                    "",
                    change.bundle().reason(),
                    change.bundle().message()));
        }
    }

    /** Without its own row a loop is not imported; anything else may be missing, and is noted. */
    private void refused(String kind, ObjectNode row, SQLException failure) throws SQLException {
        if (kind.equals("loop") || !row.hasNonNull("task_run_id")) {
            throw failure;
        }
        LoopKey key = RowCounts.key(row);
        counts.refused(key, kind);
        if (!rejections.containsKey(key)) {
            LOG.warnf("The database refused a factor that another loop shows. loop=%s failure=%s", key, failure);
            return;
        }
        ServerErrorMessage server = failure instanceof PSQLException e ? e.getServerErrorMessage() : null;
        String field = server == null ? null : server.getColumn() == null ? server.getConstraint() : server.getColumn();
        rejections
                .get(key)
                .add(new Rejection(
                        kind,
                        entryKey(kind, row),
                        field == null ? "" : field,
                        "DATABASE_REFUSED_" + failure.getSQLState(),
                        String.valueOf(failure.getMessage()).lines().findFirst().orElse("")));
    }

    private static String entryKey(String kind, ObjectNode row) {
        String column = switch (kind) {
            case "factor" -> "factor_name";
            case "model" -> "model_id";
            case "strategy" -> "strategy_id";
            case "occurrence" -> "name";
            default -> "workspace_id";
        };
        return row.path(column).asText();
    }

    private List<ImportOutcome> conclude(
            Map<LoopKey, PreparedChange> newest, List<PreparedChange> effective, Collection<LoopKey> before)
            throws SQLException {
        Map<LoopKey, PreparedChange> changes = new LinkedHashMap<>();
        Map<LoopKey, ObjectNode> contents = new HashMap<>();
        List<ImportOutcome> outcomes = new ArrayList<>();
        for (PreparedChange one : effective) {
            CatalogChange change = one.change();
            changes.put(change.key(), one);
            outcomes.add(outcome(change));
            if (one.rows() != null && one.mirror() != null && change instanceof CatalogChange.Import imported) {
                contents.put(change.key(), Replays.contents(imported, one.rows(), one.mirror()));
            }
        }
        if (!outcomes.isEmpty()) {
            RowWriter writer = RowWriter.together(connection, types);
            LEDGER.write(writer, outcomes, changes, contents);
            writer.finish();
            REJECTIONS.replace(connection, before, rejections, now);
        }
        for (LoopKey key : newest.keySet()) {
            if (!changes.containsKey(key)) {
                outcomes.add(new ImportOutcome(
                        key,
                        ImportOutcome.Status.SUPERSEDED,
                        known.get(key).revision(),
                        counts.of(key),
                        null,
                        null,
                        now,
                        null));
            }
        }
        return outcomes;
    }

    private ImportOutcome outcome(CatalogChange change) {
        if (change instanceof CatalogChange.Import imported) {
            return new ImportOutcome(
                    change.key(),
                    ImportOutcome.Status.IMPORTED,
                    change.revision(),
                    counts.of(change.key()),
                    imported.event().bundle().bundleId(),
                    imported.bundle(),
                    now,
                    imported.event().home());
        }
        ImportLedger.Entry before = known.get(change.key());
        long revision = change.revision() == 0 && before != null ? before.revision() : change.revision();
        return new ImportOutcome(
                change.key(), ImportOutcome.Status.WITHDRAWN, revision, counts.of(change.key()), null, null, now, null);
    }
}
