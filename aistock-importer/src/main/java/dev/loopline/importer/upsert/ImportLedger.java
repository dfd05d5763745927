package dev.loopline.importer.upsert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.codec.Tombstone;
import dev.loopline.contracts.event.Bundle;
import dev.loopline.contracts.event.LoopImported.BundleState;
import dev.loopline.contracts.event.LoopImported.Rows;
import dev.loopline.importer.bundle.BundleResult;
import dev.loopline.importer.rows.RowBuilder;
import dev.loopline.importer.table.LoopKeys;
import dev.loopline.importer.table.Pipeline;
import dev.loopline.importer.table.RowWriter;
import dev.loopline.importer.table.TableUpsert;
import dev.loopline.kit.sql.Sql;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
                    "tombstone",
                    "imported_at",
                    "generated_at_utc",
                    "bundle_state",
                    "bundle_reason",
                    "bundle",
                    "rows",
                    "contents",
                    "facts",
                    "topic_id",
                    "home",
                    "published")
            .build();

    private static final String COLUMNS =
            "SELECT i.task_run_id, i.loop_id, i.revision, i.tombstone, i.imported_at, i.bundle_state,"
                    + " i.bundle_reason, i.bundle, i.rows, i.contents, i.published, i.topic_id, i.home FROM ";

    private static final String SELECT = COLUMNS + "public.loopline_import i";

    /**
     * What is known of a loop.
     *
     * @param key the loop
     * @param revision of the import
     * @param tombstone whether the loop was withdrawn
     * @param importedAt when
     * @param bundle how it went with its bundle; null if it was withdrawn
     * @param announced the bundle as it was announced; null if it was withdrawn
     * @param rows what happened to the rows
     * @param contents what is there since, see {@link Replays}; missing if that is not known
     * @param published whether it was announced
     * @param topicId identity of the topic that the revision is from; empty if it is not known
     * @param home the home that the loop lies in; null if it is not known, or the loop was withdrawn
     */
    public record Entry(
            LoopKey key,
            long revision,
            boolean tombstone,
            Instant importedAt,
            @Nullable BundleResult bundle,
            @Nullable Bundle announced,
            Rows rows,
            JsonNode contents,
            boolean published,
            String topicId,
            @Nullable String home) {

        /** Whether the change is older than this, or says nothing new. What another topic says is never older. */
        boolean supersedes(CatalogChange change) {
            if (CatalogChange.areTwoTopics(topicId, change.topicId())) {
                return false;
            }
            boolean outlived = tombstone && change instanceof CatalogChange.Import && change.revision() == revision;
            return change.revision() > 0 && (change.revision() < revision || outlived);
        }
    }

    /** Adds the look at what is known of these loops; loops that were never seen are absent. */
    public void addRead(Pipeline pipeline, Collection<LoopKey> keys, Map<LoopKey, Entry> sink) {
        pipeline.add(
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
        return new Sql(connection).list(sql, ImportLedger::entry, before);
    }

    /** All that were imported and not withdrawn. */
    Set<LoopKey> imported(Connection connection) throws SQLException {
        return Set.copyOf(new Sql(connection)
                .list(
                        "SELECT task_run_id, loop_id FROM public.loopline_import WHERE NOT tombstone",
                        row -> new LoopKey(row.getString(1), row.getInt(2))));
    }

    /** Withdrawals of the loops that were imported before {@code before} and are not listed, each as old as its import. */
    List<Tombstone> notListed(Connection connection, Set<LoopKey> listed, Instant before) throws SQLException {
        String sql = "SELECT task_run_id, loop_id, revision FROM public.loopline_import"
                + " WHERE NOT tombstone AND imported_at < ?";
        List<Tombstone> old = new Sql(connection)
                .list(sql, row -> Tombstone.of(new LoopKey(row.getString(1), row.getInt(2)), row.getLong(3)), before);
        return old.stream().filter(one -> !listed.contains(one.key())).toList();
    }

    /** Loops whose bundle AIstock does not have but may get, after {@code after} in the order of keys. */
    public List<Entry> withoutBundle(Connection connection, @Nullable LoopKey after, int limit) throws SQLException {
        return page(
                connection,
                "i.bundle_state <> 'available' AND (i.bundle_state = 'missing' OR i.bundle_reason = 'DIGEST_MISMATCH')",
                after,
                limit);
    }

    /** Loops whose bundle AIstock has, after {@code after} in the order of keys. */
    public List<Entry> withBundle(Connection connection, @Nullable LoopKey after, int limit) throws SQLException {
        return page(connection, "i.bundle_state = 'available'", after, limit);
    }

    private static List<Entry> page(Connection connection, String condition, @Nullable LoopKey after, int limit)
            throws SQLException {
        String sql = SELECT + " WHERE " + condition + " AND (i.task_run_id, i.loop_id) > (?, ?)"
                + " ORDER BY i.task_run_id, i.loop_id LIMIT " + limit;
        return new Sql(connection)
                .list(
                        sql,
                        ImportLedger::entry,
                        after == null ? "" : after.taskRunId(),
                        after == null ? -1 : after.loopId());
    }

    /** Announced: unless something newer was imported meanwhile. */
    public void published(Connection connection, Collection<ImportOutcome> outcomes) throws SQLException {
        String sql = "UPDATE public.loopline_import i SET published = true FROM unnest(?::text[], ?::integer[],"
                + " ?::bigint[]) AS p (task_run_id, loop_id, revision) WHERE NOT i.published AND i.task_run_id ="
                + " p.task_run_id AND i.loop_id = p.loop_id AND i.revision = p.revision";
        List<LoopKey> keys = outcomes.stream().map(ImportOutcome::key).toList();
        new Sql(connection)
                .update(
                        sql,
                        LoopKeys.taskRuns(keys),
                        LoopKeys.loops(keys),
                        outcomes.stream().map(ImportOutcome::revision).toArray(Long[]::new));
    }

    /** These loops are in this topic too, with the revision that is noted: from now on its revisions are compared. */
    void moveTo(Pipeline pipeline, String topicId, Collection<Entry> entries) {
        String sql =
                "UPDATE public.loopline_import i SET topic_id = ? FROM unnest(?::text[], ?::integer[], ?::bigint[]) AS"
                        + " p (task_run_id, loop_id, revision) WHERE i.task_run_id = p.task_run_id AND i.loop_id = p.loop_id AND"
                        + " i.revision = p.revision AND NOT i.tombstone";
        List<LoopKey> keys = entries.stream().map(Entry::key).toList();
        pipeline.add(
                sql,
                null,
                topicId,
                LoopKeys.taskRuns(keys),
                LoopKeys.loops(keys),
                entries.stream().map(Entry::revision).toArray(Long[]::new));
    }

    /** Notes what was done; it is to be announced. */
    void write(
            RowWriter writer,
            Collection<ImportOutcome> outcomes,
            Map<LoopKey, PreparedChange> changes,
            Map<LoopKey, ObjectNode> contents)
            throws SQLException {
        List<ObjectNode> rows = new ArrayList<>();
        for (ImportOutcome one : outcomes) {
            PreparedChange prepared = changes.get(one.key());
            BundleResult bundle = one.bundle();
            RowBuilder row = RowBuilder.of(one.key())
                    .number("revision", one.revision())
                    .flag("tombstone", one.status() == ImportOutcome.Status.WITHDRAWN)
                    .text("imported_at", one.at().toString())
                    .text("bundle_state", bundle == null ? null : stateText(bundle.state()))
                    .text("bundle_reason", bundle == null || bundle.isAvailable() ? null : bundle.reason())
                    .tree("rows", one.total())
                    .json("contents", contents.get(one.key()))
                    .text("facts", prepared.facts())
                    .text("topic_id", prepared.topicId().isEmpty() ? null : prepared.topicId())
                    .flag("published", false);
            if (prepared.change() instanceof CatalogChange.Import imported) {
                row.text("generated_at_utc", imported.event().generatedAtUtc().toString())
                        .tree("bundle", imported.event().bundle())
                        .text("home", imported.event().home());
            }
            rows.add(row.build());
        }
        writer.write(IMPORTS, "import", rows, written -> {});
    }

    /** The bundle's state changed without a new event; that is to be announced as well. */
    public boolean bundleMended(Connection connection, Entry entry, Instant at) throws SQLException {
        String sql = "UPDATE public.loopline_import SET bundle_state = 'available', bundle_reason = NULL, published ="
                + " false, imported_at = ? WHERE task_run_id = ? AND loop_id = ? AND revision = ?";
        LoopKey key = entry.key();
        return new Sql(connection).update(sql, at, key.taskRunId(), key.loopId(), entry.revision()) == 1;
    }

    /** The bundle is not there any more, and cannot be had now; that is to be announced as well. */
    public boolean bundleLost(Connection connection, Entry entry, String reason, Instant at) throws SQLException {
        String sql = "UPDATE public.loopline_import SET bundle_state = 'missing', bundle_reason = ?, published = false,"
                + " imported_at = ? WHERE task_run_id = ? AND loop_id = ? AND revision = ? AND bundle_state ="
                + " 'available'";
        LoopKey key = entry.key();
        return new Sql(connection).update(sql, reason, at, key.taskRunId(), key.loopId(), entry.revision()) == 1;
    }

    private static Entry entry(ResultSet row) throws SQLException {
        String state = row.getString("bundle_state");
        String reason = row.getString("bundle_reason");
        String bundle = row.getString("bundle");
        String contents = row.getString("contents");
        return new Entry(
                new LoopKey(row.getString("task_run_id"), row.getInt("loop_id")),
                row.getLong("revision"),
                row.getBoolean("tombstone"),
                Objects.requireNonNull(Sql.instant(row, "imported_at")),
                state == null ? null : new BundleResult(stateOf(state), reason == null ? "" : reason, ""),
                bundle == null ? null : json(bundle, Bundle.class),
                json(row.getString("rows"), Rows.class),
                contents == null ? MissingNode.getInstance() : json(contents, JsonNode.class),
                row.getBoolean("published"),
                Objects.requireNonNullElse(row.getString("topic_id"), ""),
                row.getString("home"));
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
