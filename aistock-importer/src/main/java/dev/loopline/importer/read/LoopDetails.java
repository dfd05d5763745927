package dev.loopline.importer.read;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.LoopKey;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** One loop with all that the tables know of it. Safe for all threads. */
@Singleton
public class LoopDetails {

    private static final String STAGES =
            "SELECT r.started_at_utc, r.ended_at_utc, r.error_type, r.error_message, i.home,"
                    + " i.revision, i.imported_at, i.generated_at_utc, i.bundle_state, i.bundle_reason,"
                    + " i.bundle ->> 'bundle_id' AS bundle_id, (i.bundle ->> 'size_bytes')::bigint AS bundle_size,"
                    + " i.bundle ->> 'sha256' AS bundle_sha256, jsonb_array_length(i.bundle -> 'manifest' -> 'members') AS"
                    + " bundle_members, i.published, (SELECT count(*) FROM rdagent.workspaces w WHERE w.task_run_id ="
                    + " i.task_run_id AND w.loop_id = i.loop_id) AS workspaces FROM public.loopline_import i LEFT JOIN"
                    + " rdagent.loops r ON r.task_run_id = i.task_run_id AND r.loop_id = i.loop_id WHERE i.task_run_id = ?"
                    + " AND i.loop_id = ? AND NOT i.tombstone";

    private static final String OCCURRENCES = "SELECT o.name, o.factor_name, o.source, o.expression, o.sharpe,"
            + " o.annualized_return, o.max_drawdown, o.ic, o.ic_ir, o.rank_ic, o.rank_ic_ir, f.id AS factor_id, f.factor_name AS shown_name, (f.task_run_id ="
            + " o.task_run_id AND f.loop_id = o.loop_id) AS shown FROM public.aistock_factor_occurrence o LEFT JOIN"
            + " public.aistock_factor_catalog f ON f.factor_name = o.factor_name AND f.loopline_fingerprint IS NOT NULL WHERE o.task_run_id = ? AND"
            + " o.loop_id = ? ORDER BY o.source, o.factor_name";

    private static final String ARTIFACTS = "SELECT a.artifact_id, a.artifact_type, a.name, a.version, a.status,"
            + " a.primary_flag, a.entry_path, a.model_type, a.summary_json::jsonb AS summary, coalesce((SELECT"
            + " jsonb_agg(jsonb_build_object('file_id', f.file_id, 'path', f.path, 'sha256', f.sha256, 'size_bytes',"
            + " f.size_bytes, 'mtime_utc', f.mtime_utc, 'kind', f.kind) ORDER BY f.path) FROM rdagent.artifact_files f"
            + " WHERE f.task_run_id = a.task_run_id AND f.loop_id = a.loop_id AND f.artifact_id = a.artifact_id),"
            + " '[]'::jsonb) AS files FROM rdagent.artifacts a WHERE a.task_run_id = ? AND a.loop_id = ? ORDER BY"
            + " a.artifact_type, a.name";

    private static final String REJECTED = "SELECT kind, entry_key, field, reason, message, at FROM"
            + " public.loopline_rejected WHERE task_run_id = ? AND loop_id = ? ORDER BY id";

    private final CatalogReader reader;

    LoopDetails(CatalogReader reader) {
        this.reader = reader;
    }

    /** Its row in the loop catalog. */
    public Optional<ObjectNode> row(LoopKey key) throws SQLException {
        return reader.one(Catalogs.LOOPS, where(key));
    }

    /** When it reached which stage; empty for a loop that came by another way than an event. */
    public Optional<ObjectNode> stages(LoopKey key) throws SQLException {
        return reader.rows(STAGES, key.taskRunId(), key.loopId()).stream().findFirst();
    }

    /** The factors that occur in it, each with the row that shows it. */
    public List<ObjectNode> factors(LoopKey key) throws SQLException {
        return reader.rows(OCCURRENCES, key.taskRunId(), key.loopId());
    }

    public List<ObjectNode> models(LoopKey key) throws SQLException {
        return ofLoop(Catalogs.MODELS, key);
    }

    public List<ObjectNode> strategies(LoopKey key) throws SQLException {
        return ofLoop(Catalogs.STRATEGIES, key);
    }

    /** What of it could not become rows, and why. */
    public List<ObjectNode> rejected(LoopKey key) throws SQLException {
        return reader.rows(REJECTED, key.taskRunId(), key.loopId());
    }

    /** As the results API tells them. */
    public List<ObjectNode> artifacts(LoopKey key) throws SQLException {
        return reader.rows(ARTIFACTS, key.taskRunId(), key.loopId());
    }

    private List<ObjectNode> ofLoop(Catalog catalog, LoopKey key) throws SQLException {
        return reader.list(catalog, new CatalogQuery(where(key), null, false, 100, 0))
                .items();
    }

    private static Where where(LoopKey key) {
        return Where.is("t.task_run_id", key.taskRunId()).and("t.loop_id = ?", key.loopId());
    }
}
