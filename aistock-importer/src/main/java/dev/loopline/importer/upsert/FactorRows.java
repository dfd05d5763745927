package dev.loopline.importer.upsert;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.catalog.CatalogKind;
import dev.loopline.contracts.event.CatalogUpdated;
import dev.loopline.importer.rows.FactorRow;
import dev.loopline.importer.rows.LoopRows;
import dev.loopline.importer.table.LoopKeys;
import dev.loopline.importer.table.Pipeline;
import dev.loopline.importer.table.RowWriter;
import dev.loopline.kit.sql.Sql;
import java.sql.Connection;
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
import java.util.stream.Collectors;

/**
 * The rows of factors. A factor is its normalised name; its row shows the best of the occurrences that are there. A batch
 * replaces the occurrences of its loops; then each name that one of these loops had or has is shown anew, in the order of the
 * names. One object per transaction.
 */
final class FactorRows {

    private static final CarefulDelete DELETE =
            new CarefulDelete("public.aistock_factor_catalog", "loopline_revision IS NOT NULL AND factor_name = ?");

    private static final String HAD = "SELECT DISTINCT o.factor_name, o.task_run_id, o.loop_id FROM " + LoopKeys.TABLE
            + " JOIN public.aistock_factor_occurrence o ON o.task_run_id = k.task_run_id AND o.loop_id = k.loop_id";

    /** Names without occurrence, without row, whose row shows another occurrence than the best, or one of the batch. */
    private static final String OUTDATED =
            "SELECT n.factor_name, b.task_run_id, b.loop_id, b.name, b.fingerprint, r.factor_name IS NOT NULL FROM "
                    + "unnest(?::text[]) AS n (factor_name) LEFT JOIN LATERAL (SELECT * FROM public.aistock_factor_occurrence o"
                    + " WHERE o.factor_name = n.factor_name ORDER BY o.variant = '', o.sharpe DESC NULLS LAST, o.task_run_id COLLATE \"C\","
                    + " o.loop_id, o.name COLLATE \"C\", o.fingerprint COLLATE \"C\" LIMIT 1) b ON true LEFT JOIN"
                    + " public.aistock_factor_catalog r ON r.factor_name = n.factor_name AND r.loopline_revision IS NOT NULL"
                    + " WHERE b.factor_name IS NULL OR r.factor_name IS NULL OR r.loopline_revision < 1"
                    + " OR (b.task_run_id, b.loop_id, b.name, b.fingerprint) IS DISTINCT FROM"
                    + " (r.task_run_id, r.loop_id, r.name, r.loopline_fingerprint)"
                    + " OR b.task_run_id || '/' || b.loop_id = ANY (?::text[])";

    private static final String FACTS = "SELECT i.task_run_id, i.loop_id, i.facts FROM " + LoopKeys.TABLE
            + LoopKeys.lookUp("public.loopline_import", "i") + " WHERE i.facts IS NOT NULL";

    /** A row that an older importer made becomes the row of the factor: of its source, else of RD-Agent's sources. */
    private static final String ADOPT = "UPDATE public.aistock_factor_catalog t SET loopline_revision = -1 FROM"
            + " unnest(?::text[], ?::text[]) AS w (factor_name, source) WHERE t.ctid = (SELECT x.ctid FROM"
            + " public.aistock_factor_catalog x WHERE x.factor_name = w.factor_name AND x.loopline_revision IS NULL AND"
            + " (x.source = w.source OR x.source IN ('rdagent_generated', 'sota', 'qlib_alpha158', 'qlib_alpha360'))"
            + " ORDER BY (x.source = w.source) DESC, x.id LIMIT 1)";

    /** What the two columns say of the past does not depend on the order in which loops come. */
    private static final String ACCEPTED = "UPDATE public.aistock_factor_catalog t SET is_sota_factor = true,"
            + " first_sota_task_id = w.task, updated_at = now() FROM (SELECT factor_name, min(task COLLATE \"C\") AS task"
            + " FROM unnest(?::text[], ?::text[]) AS u (factor_name, task) GROUP BY factor_name) w WHERE t.factor_name ="
            + " w.factor_name AND t.loopline_revision IS NOT NULL AND (t.is_sota_factor IS NOT TRUE OR"
            + " t.first_sota_task_id IS NULL OR w.task < t.first_sota_task_id COLLATE \"C\")";

    private static final String UNAVAILABLE = "UPDATE public.aistock_factor_catalog SET is_available = false,"
            + " loopline_revision = 0, updated_at = now() WHERE loopline_revision IS NOT NULL AND factor_name = ?";

    private final List<LoopRows> wanted;
    private final Set<LoopKey> batch = new HashSet<>();
    /** By name a loop of the batch that has or had it. */
    private final Map<String, LoopKey> touched = new TreeMap<>();

    /** Events of the loops that show a factor: those of the batch, and of others what the database keeps. */
    private final Map<LoopKey, CatalogUpdated> events = new HashMap<>();

    private final List<Best> outdated = new ArrayList<>();
    private final List<String> gone = new ArrayList<>();

    /** The occurrence that the row of its name is to show. */
    private record Best(LoopKey loop, String name, String fingerprint, boolean hasRow) {}

    /** @param wanted the rows of the loops that have some */
    FactorRows(Collection<PreparedChange> changes, List<LoopRows> wanted) {
        this.wanted = wanted;
        for (PreparedChange one : changes) {
            batch.add(one.change().key());
            if (one.change() instanceof CatalogChange.Import imported) {
                events.put(imported.key(), imported.event());
            }
        }
        for (LoopRows rows : wanted) {
            rows.occurrences().forEach(one -> touched.put(one.get("factor_name").textValue(), rows.key()));
        }
    }

    /** Adds the look at the names that these loops had. */
    void addReads(Pipeline pipeline, Collection<LoopKey> before) {
        if (!before.isEmpty()) {
            pipeline.add(
                    HAD,
                    found -> {
                        while (found.next()) {
                            touched.putIfAbsent(found.getString(1), new LoopKey(found.getString(2), found.getInt(3)));
                        }
                    },
                    LoopKeys.taskRuns(before),
                    LoopKeys.loops(before));
        }
    }

    /** Adds the look at what is to be shown; after the occurrences were written. */
    void addBest(RowWriter writer) throws SQLException {
        if (!touched.isEmpty()) {
            writer.query(
                    OUTDATED,
                    this::read,
                    touched.keySet().toArray(String[]::new),
                    batch.stream().map(LoopKey::toString).toArray(String[]::new));
        }
    }

    private void read(ResultSet found) throws SQLException {
        while (found.next()) {
            String taskRunId = found.getString(2);
            if (taskRunId == null) {
                gone.add(found.getString(1));
            } else {
                LoopKey loop = new LoopKey(taskRunId, found.getInt(3));
                outdated.add(new Best(loop, found.getString(4), found.getString(5), found.getBoolean(6)));
            }
        }
    }

    private void readFactsOfOthers(Connection connection) throws SQLException {
        Set<LoopKey> others = outdated.stream()
                .map(Best::loop)
                .filter(loop -> !events.containsKey(loop))
                .collect(Collectors.toSet());
        if (!others.isEmpty()) {
            new Pipeline()
                    .add(
                            FACTS,
                            found -> {
                                while (found.next()) {
                                    events.put(
                                            new LoopKey(found.getString(1), found.getInt(2)),
                                            PackedFacts.unpack(found.getString(3)));
                                }
                            },
                            LoopKeys.taskRuns(others),
                            LoopKeys.loops(others))
                    .run(connection);
        }
    }

    /** Writes what differs and takes away what no loop has any more. */
    void apply(Connection connection, RowWriter writer, RowCounts counts) throws SQLException {
        readFactsOfOthers(connection);
        List<ObjectNode> shown = new ArrayList<>();
        List<ObjectNode> withoutRow = new ArrayList<>();
        for (Best best : outdated) {
            CatalogUpdated event = events.get(best.loop());
            // A loop that an older Loopline imported has no facts until it is published again; the row stays as it is.
            Optional<ObjectNode> row =
                    event == null ? Optional.empty() : FactorRow.of(event, best.name(), best.fingerprint());
            row.ifPresent(shown::add);
            row.filter(added -> !best.hasRow()).ifPresent(withoutRow::add);
        }
        if (!withoutRow.isEmpty()) {
            new Pipeline()
                    .add(ADOPT, null, texts(withoutRow, "factor_name"), texts(withoutRow, "source"))
                    .run(connection);
        }
        wanted.forEach(rows -> counts.unchanged(rows.key(), CatalogKind.FACTOR, rows.factorNames()));
        counts.writeCounted(writer, CatalogTables.FACTORS, CatalogKind.FACTOR, shown);
        List<ObjectNode> accepted = wanted.stream()
                .flatMap(rows -> rows.occurrences().stream())
                .filter(row -> row.get("source").textValue().equals(FactorRow.ACCEPTED))
                .toList();
        if (!accepted.isEmpty()) {
            writer.query(ACCEPTED, result -> {}, texts(accepted, "factor_name"), texts(accepted, "task_run_id"));
        }
        writer.finish();
        for (String name : gone) {
            delete(connection, name, counts);
        }
    }

    private static String[] texts(List<ObjectNode> rows, String column) {
        return rows.stream().map(row -> row.path(column).asText()).toArray(String[]::new);
    }

    private void delete(Connection connection, String name, RowCounts counts) throws SQLException {
        switch (DELETE.delete(connection, name)) {
            case DELETED -> counts.deleted(touched.get(name), CatalogKind.FACTOR, 1);
            case REFERENCED -> new Sql(connection).update(UNAVAILABLE, name);
            case ABSENT -> {} // another importer deleted it
        }
    }
}
