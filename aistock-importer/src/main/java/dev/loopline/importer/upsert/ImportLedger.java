package dev.loopline.importer.upsert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.Bundle;
import dev.loopline.contracts.event.LoopImported.BundleState;
import dev.loopline.contracts.event.LoopImported.Rows;
import dev.loopline.importer.bundle.BundleResult;
import dev.loopline.importer.rows.LoopRows;
import dev.loopline.importer.rows.Rejection;
import dev.loopline.importer.rows.RowBuilder;
import dev.loopline.importer.table.Flight;
import dev.loopline.importer.table.LoopKeys;
import dev.loopline.importer.table.RowWriter;
import dev.loopline.importer.table.TableUpsert;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What was imported of each loop: the tables {@code loopline_import} and {@code loopline_rejected}. Stateless; safe for all
 * threads; works in the caller's transaction.
 */
public final class ImportLedger {

    private static final TableUpsert IMPORTS = TableUpsert.of("public.loopline_import")
            .key("task_run_id", "loop_id")
            .columns(
                    "revision",
                    "sequence",
                    "tombstone",
                    "imported_at",
                    "generated_at_utc",
                    "bundle_state",
                    "bundle_reason",
                    "bundle",
                    "rows",
                    "contents",
                    "published")
            .build();

    private static final String COLUMNS =
            "SELECT i.task_run_id, i.loop_id, i.revision, i.sequence, i.tombstone, i.imported_at, i.bundle_state,"
                    + " i.bundle_reason, i.bundle, i.rows, i.contents, i.published FROM ";

    private static final String SELECT = COLUMNS + "public.loopline_import i";

    /**
     * What is known of a loop.
     *
     * @param key the loop
     * @param order revision and sequence of the import
     * @param tombstone whether the loop was withdrawn
     * @param importedAt when
     * @param bundle how it went with its bundle; null if it was withdrawn
     * @param announced the bundle as it was announced; null if it was withdrawn
     * @param rows what happened to the rows
     * @param contents what is there since, see {@link Replays}; missing if that is not known
     * @param published whether it was announced
     */
    public record Entry(
            LoopKey key,
            ImportOrder order,
            boolean tombstone,
            Instant importedAt,
            @Nullable BundleResult bundle,
            @Nullable Bundle announced,
            Rows rows,
            JsonNode contents,
            boolean published) {

        /** Whether an event of this order says nothing new or something older. */
        boolean supersedes(CatalogChange change) {
            if (change.order().isUnknown()) {
                return false;
            }
            int newer = change.order().compareTo(order);
            return newer < 0 || (newer == 0 && tombstone && change instanceof CatalogChange.Import);
        }
    }

    /** Adds the look at what is known of these loops; loops that were never seen are absent. */
    public void addRead(Flight flight, Collection<LoopKey> keys, Map<LoopKey, Entry> sink) {
        flight.add(
                COLUMNS + LoopKeys.TABLE + LoopKeys.lookUp("public.loopline_import", "i"),
                found -> {
                    while (found.next()) {
                        Entry entry = entry(found);
                        sink.put(entry.key(), entry);
                    }
                },
                LoopKeys.taskRuns(keys),
                LoopKeys.loops(keys));
    }

    /** Loops whose import was committed before {@code before} and never announced. */
    public List<Entry> unpublished(Connection connection, Instant before, int limit) throws SQLException {
        String sql = SELECT + " WHERE NOT i.published AND i.imported_at < ? ORDER BY i.imported_at LIMIT " + limit;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, before.atOffset(ZoneOffset.UTC));
            return entries(statement);
        }
    }

    /** Loops whose bundle AIstock does not have but may get, after {@code after} in the order of keys. */
    public List<Entry> withoutBundle(Connection connection, @Nullable LoopKey after, int limit) throws SQLException {
        String sql = SELECT + " WHERE i.bundle_state <> 'available' AND (i.bundle_state = 'missing'"
                + " OR i.bundle_reason = 'DIGEST_MISMATCH') AND (i.task_run_id, i.loop_id) > (?, ?)"
                + " ORDER BY i.task_run_id, i.loop_id LIMIT " + limit;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, after == null ? "" : after.taskRunId());
            statement.setInt(2, after == null ? -1 : after.loopId());
            return entries(statement);
        }
    }

    /** Announced: unless something newer was imported meanwhile. */
    public void published(Connection connection, Collection<ImportOutcome> outcomes) throws SQLException {
        String sql = "UPDATE public.loopline_import i SET published = true FROM unnest(?::text[], ?::integer[],"
                + " ?::bigint[], ?::bigint[]) AS p (task_run_id, loop_id, sequence, revision) WHERE NOT i.published AND"
                + " i.task_run_id = p.task_run_id AND i.loop_id = p.loop_id AND i.sequence = p.sequence AND"
                + " i.revision = p.revision";
        List<LoopKey> keys = outcomes.stream().map(ImportOutcome::key).toList();
        new Flight()
                .add(
                        sql,
                        null,
                        LoopKeys.taskRuns(keys),
                        LoopKeys.loops(keys),
                        outcomes.stream().map(one -> one.order().sequence()).toArray(Long[]::new),
                        outcomes.stream().map(one -> one.order().revision()).toArray(Long[]::new))
                .fly(connection);
    }

    /** Notes what was done; it is to be announced. */
    void write(
            RowWriter writer,
            Collection<ImportOutcome> outcomes,
            Map<LoopKey, CatalogChange> changes,
            Map<LoopKey, ObjectNode> contents)
            throws SQLException {
        List<ObjectNode> rows = new ArrayList<>();
        for (ImportOutcome one : outcomes) {
            CatalogChange change = changes.get(one.key());
            BundleResult bundle = one.bundle();
            RowBuilder row = RowBuilder.of(one.key())
                    .number("revision", one.order().revision())
                    .number("sequence", one.order().sequence())
                    .flag("tombstone", one.status() == ImportOutcome.Status.WITHDRAWN)
                    .text("imported_at", one.at().toString())
                    .text("bundle_state", bundle == null ? null : stateText(bundle.state()))
                    .text("bundle_reason", bundle == null || bundle.isAvailable() ? null : bundle.reason())
                    .tree("rows", one.total())
                    .json("contents", contents.get(one.key()))
                    .flag("published", false);
            if (change instanceof CatalogChange.Import imported) {
                row.text("generated_at_utc", imported.event().generatedAtUtc().toString())
                        .tree("bundle", imported.event().bundle());
            }
            rows.add(row.build());
        }
        writer.write(IMPORTS, "import", rows, written -> {});
    }

    /** The bundle's state changed without a new event; that is to be announced as well. */
    public boolean bundleMended(Connection connection, Entry entry, Instant at) throws SQLException {
        String sql = "UPDATE public.loopline_import SET bundle_state = 'available', bundle_reason = NULL, published ="
                + " false, imported_at = ? WHERE task_run_id = ? AND loop_id = ? AND revision = ? AND sequence = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, at.atOffset(ZoneOffset.UTC));
            statement.setString(2, entry.key().taskRunId());
            statement.setInt(3, entry.key().loopId());
            statement.setLong(4, entry.order().revision());
            statement.setLong(5, entry.order().sequence());
            return statement.executeUpdate() == 1;
        }
    }

    /**
     * The rejections of these loops are exactly these.
     *
     * @param before those of the loops that may have some
     */
    void replaceRejections(
            Connection connection, Collection<LoopKey> before, Map<LoopKey, List<Rejection>> rejections, Instant at)
            throws SQLException {
        Flight flight = new Flight();
        if (!before.isEmpty()) {
            flight.add(
                    "DELETE FROM public.loopline_rejected r USING " + LoopKeys.TABLE
                            + " WHERE r.task_run_id = k.task_run_id AND r.loop_id = k.loop_id",
                    null,
                    LoopKeys.taskRuns(before),
                    LoopKeys.loops(before));
        }
        addInsert(flight, rejections, at);
        flight.fly(connection);
    }

    private static void addInsert(Flight flight, Map<LoopKey, List<Rejection>> rejections, Instant at) {
        List<LoopKey> keys = new ArrayList<>();
        List<Rejection> all = new ArrayList<>();
        rejections.forEach((key, list) -> list.forEach(one -> {
            keys.add(key);
            all.add(one);
        }));
        if (all.isEmpty()) {
            return;
        }
        flight.add(
                "INSERT INTO public.loopline_rejected (task_run_id, loop_id, kind, entry_key, field, reason, message,"
                        + " at) SELECT u.*, ?::timestamptz FROM unnest(?::text[], ?::integer[], ?::text[], ?::text[],"
                        + " ?::text[], ?::text[], ?::text[]) u",
                null,
                at.atOffset(ZoneOffset.UTC),
                LoopKeys.taskRuns(keys),
                LoopKeys.loops(keys),
                texts(all, Rejection::kind),
                texts(all, Rejection::entryKey),
                texts(all, Rejection::field),
                texts(all, Rejection::reason),
                texts(all, Rejection::message));
    }

    private static String[] texts(List<Rejection> rejections, Function<Rejection, String> part) {
        return rejections.stream().map(part).map(LoopRows::storable).toArray(String[]::new);
    }

    /** The rejection of a bundle that is there now is no more. */
    void forgetBundleRejection(Connection connection, LoopKey key) throws SQLException {
        String sql = "DELETE FROM public.loopline_rejected WHERE task_run_id = ? AND loop_id = ? AND kind = 'bundle'";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, key.taskRunId());
            statement.setInt(2, key.loopId());
            statement.executeUpdate();
        }
    }

    private static List<Entry> entries(PreparedStatement statement) throws SQLException {
        List<Entry> entries = new ArrayList<>();
        try (ResultSet found = statement.executeQuery()) {
            while (found.next()) {
                entries.add(entry(found));
            }
        }
        return entries;
    }

    private static Entry entry(ResultSet row) throws SQLException {
        String state = row.getString("bundle_state");
        String reason = row.getString("bundle_reason");
        String bundle = row.getString("bundle");
        String contents = row.getString("contents");
        return new Entry(
                new LoopKey(row.getString("task_run_id"), row.getInt("loop_id")),
                new ImportOrder(row.getLong("revision"), row.getLong("sequence")),
                row.getBoolean("tombstone"),
                row.getObject("imported_at", OffsetDateTime.class).toInstant(),
                state == null ? null : new BundleResult(stateOf(state), reason == null ? "" : reason, ""),
                bundle == null ? null : json(bundle, Bundle.class),
                json(row.getString("rows"), Rows.class),
                contents == null ? MissingNode.getInstance() : json(contents, JsonNode.class),
                row.getBoolean("published"));
    }

    private static String stateText(BundleState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static BundleState stateOf(String text) {
        return BundleState.valueOf(text.toUpperCase(Locale.ROOT));
    }

    private static <T> T json(String text, Class<T> type) {
        try {
            return Json.mapper().readValue(text, type);
        } catch (IOException e) {
            throw new UncheckedIOException("the ledger holds what Loopline did not write", e);
        }
    }
}
