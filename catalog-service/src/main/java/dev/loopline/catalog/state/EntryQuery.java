package dev.loopline.catalog.state;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.catalog.CatalogKind;
import dev.loopline.kit.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which entries of a catalog are wanted. Entries of the factor catalog belong to every loop in which the factor occurs.
 *
 * @param kind which catalog
 * @param taskRunId only of this task run; null for all
 * @param loopId only of this loop of it; null for all
 * @param home only of loops of this RD-Agent home; null for all
 * @param fields values that fields of the entries must have, from {@link #fieldsOf}
 * @param limit most entries
 * @param offset entries that are passed over
 */
public record EntryQuery(
        CatalogKind kind,
        @Nullable String taskRunId,
        @Nullable Integer loopId,
        @Nullable String home,
        Map<String, String> fields,
        int limit,
        long offset) {

    /** Each factor's best occurrence with its counts; alias {@code b}. Read rows by {@link #factor}. */
    static final String FACTORS = "SELECT b.body,"
            + " (SELECT count(*) FROM occurrence o WHERE o.factor_name = b.factor_name),"
            + " (SELECT count(DISTINCT o.variant) FROM occurrence o WHERE o.factor_name = b.factor_name) FROM best b";

    private static final String OF_HOME =
            "SELECT loop_key FROM entry WHERE kind = 'loop' AND json_extract(body, '$.home') = ?";

    private static final Map<CatalogKind, List<String>> FIELDS = Map.of(
            CatalogKind.FACTOR, List.of("name", "factor_name", "source", "region", "fingerprint", "asset_bundle_id"),
            CatalogKind.MODEL, List.of("model_id", "model_type", "workspace_id", "asset_bundle_id"),
            CatalogKind.STRATEGY, List.of("strategy_id", "action", "step_name", "market", "asset_bundle_id"),
            CatalogKind.LOOP, List.of("status", "action", "strategy_id", "workspace_id", "asset_bundle_id"));

    /** @throws IllegalArgumentException if a field cannot be asked for, or a loop without its task run */
    public EntryQuery {
        fields = new TreeMap<>(fields);
        for (String field : fields.keySet()) {
            if (!fieldsOf(kind).contains(field)) {
                throw new IllegalArgumentException(
                        kind.plural() + " can be asked for by " + String.join(", ", fieldsOf(kind)));
            }
        }
        if (loopId != null && taskRunId == null) {
            throw new IllegalArgumentException("loop_id needs task_run_id: loops are numbered within their task run");
        }
    }

    /** The fields by which entries of this kind can be asked for. */
    public static List<String> fieldsOf(CatalogKind kind) {
        return FIELDS.getOrDefault(kind, List.of());
    }

    EntryPage run(Sql db) throws SQLException {
        boolean factors = kind == CatalogKind.FACTOR;
        List<Object> values = new ArrayList<>();
        String where = factors ? factors(values) : others(values);
        long total = db.number("SELECT count(*) FROM " + (factors ? "best b" : "entry") + where, values.toArray());
        values.add(limit);
        values.add(offset);
        List<String> entries = factors
                ? db.list(
                        FACTORS + where + " ORDER BY b.name, b.factor_name LIMIT ? OFFSET ?",
                        EntryQuery::factor,
                        values.toArray())
                : db.list(
                        "SELECT body FROM entry" + where + " ORDER BY sort, loop_key LIMIT ? OFFSET ?",
                        row -> row.getString(1),
                        values.toArray());
        return new EntryPage(total, entries);
    }

    /** The text of a factor's entry from a row of {@link #FACTORS}. */
    static String factor(ResultSet row) throws SQLException {
        return CatalogJson.counted(row.getString(1), row.getLong(2), row.getLong(3));
    }

    private String factors(List<Object> values) {
        StringBuilder sql = new StringBuilder(" WHERE 1 = 1");
        if (taskRunId != null) {
            sql.append(" AND b.factor_name IN (SELECT factor_name FROM occurrence WHERE loop_key BETWEEN ? AND ?)");
            range(values);
        }
        if (home != null) {
            sql.append(
                    " AND b.factor_name IN (SELECT factor_name FROM occurrence WHERE loop_key IN (" + OF_HOME + "))");
            values.add(home);
        }
        return fields(sql, values);
    }

    private String others(List<Object> values) {
        StringBuilder sql = new StringBuilder(" WHERE kind = ?");
        values.add(kind.singular());
        if (taskRunId != null) {
            sql.append(" AND loop_key BETWEEN ? AND ?");
            range(values);
        }
        if (home != null) {
            sql.append(" AND loop_key IN (" + OF_HOME + ")");
            values.add(home);
        }
        return fields(sql, values);
    }

    private void range(List<Object> values) {
        String task = String.valueOf(taskRunId);
        values.add(LoopOrder.encode(new LoopKey(task, loopId == null ? 0 : loopId)));
        values.add(LoopOrder.encode(new LoopKey(task, loopId == null ? Integer.MAX_VALUE : loopId)));
    }

    /** Names of fields are constants of this class; only values are bound. */
    private String fields(StringBuilder sql, List<Object> values) {
        fields.forEach((field, value) -> {
            sql.append(" AND json_extract(body, '$.").append(field).append("') = ?");
            values.add(value);
        });
        return sql.toString();
    }
}
