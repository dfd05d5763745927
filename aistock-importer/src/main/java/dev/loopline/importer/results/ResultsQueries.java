package dev.loopline.importer.results;

import dev.loopline.kit.sql.Sql;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import javax.sql.DataSource;

/** What the results API says of loops, as JSON made by the database. Safe for all threads. */
final class ResultsQueries {

    /** All loops up to the limit, and those that share the time of the last one (FETCH FIRST ... WITH TIES). */
    private static final String INCREMENTAL = """
            WITH page AS (
                SELECT i.task_run_id, i.loop_id, i.imported_at
                FROM public.loopline_import i
                WHERE NOT i.tombstone AND i.imported_at > ?
                ORDER BY i.imported_at FETCH FIRST ? ROWS WITH TIES),
            entries AS (
                SELECT p.imported_at, p.task_run_id, p.loop_id,
                    (to_jsonb(c) - 'id') || (to_jsonb(r) - 'metrics_json') || jsonb_build_object(
                        'has_result', c.has_result, 'is_solidified', c.is_solidified, 'source', c.catalog_source,
                        'updated_at_utc', p.imported_at,
                        'summary_texts', c.raw_payload -> 'summary_texts', 'paths', c.raw_payload -> 'paths',
                        'factors', COALESCE((SELECT jsonb_agg(jsonb_build_object(
                                'factor_name', f.name, 'source', f.source, 'expression', f.expression,
                                'performance_json', jsonb_build_object('sharpe', o.sharpe,
                                    'annualized_return', o.annualized_return, 'max_drawdown', o.max_drawdown),
                                'performance_metrics', jsonb_build_object('sharpe', o.sharpe,
                                    'annualized_return', o.annualized_return, 'max_drawdown', o.max_drawdown),
                                'asset_bundle_id', f.asset_bundle_id, 'workspace_id', f.workspace_id,
                                'task_run_id', f.task_run_id, 'loop_id', f.loop_id) ORDER BY f.name)
                            FROM public.aistock_factor_catalog f
                            LEFT JOIN public.aistock_factor_occurrence o ON o.fingerprint = f.loopline_fingerprint
                                AND o.task_run_id = f.task_run_id AND o.loop_id = f.loop_id AND o.name = f.name
                            WHERE f.task_run_id = p.task_run_id AND f.loop_id = p.loop_id), '[]'),
                        'models', COALESCE((SELECT jsonb_agg(to_jsonb(m) - 'id' ORDER BY m.model_id)
                            FROM public.aistock_model_catalog m
                            WHERE m.task_run_id = p.task_run_id AND m.loop_id = p.loop_id), '[]')) AS entry
                FROM page p
                JOIN public.aistock_loop_catalog c ON c.task_run_id = p.task_run_id AND c.loop_id = p.loop_id
                JOIN rdagent.loops r ON r.task_run_id = p.task_run_id AND r.loop_id = p.loop_id)
            SELECT jsonb_build_object('version', 'v1', 'source', 'rdagent_tools', 'count', count(*),
                'generated_at_utc', COALESCE(max(imported_at), ?),
                'loops', COALESCE(jsonb_agg(entry ORDER BY imported_at, task_run_id, loop_id), '[]'))::text
            FROM entries""";

    private static final String ARTIFACTS = """
            SELECT jsonb_build_object('task_run_id', ?, 'loop_id', ?, 'artifacts', COALESCE((
                SELECT jsonb_agg(jsonb_build_object('artifact_id', a.artifact_id, 'artifact_type', a.artifact_type,
                    'name', a.name, 'status', a.status, 'primary_flag', a.primary_flag, 'entry_path', a.entry_path,
                    'summary', a.summary_json::jsonb, 'files', COALESCE((
                        SELECT jsonb_agg(jsonb_build_object('file_id', f.file_id, 'path', f.path, 'sha256', f.sha256,
                            'size_bytes', f.size_bytes, 'mtime_utc', f.mtime_utc, 'kind', f.kind) ORDER BY f.path)
                        FROM rdagent.artifact_files f WHERE f.task_run_id = a.task_run_id AND f.loop_id = a.loop_id
                            AND f.artifact_id = a.artifact_id), '[]')) ORDER BY a.artifact_id)
                FROM rdagent.artifacts a WHERE a.task_run_id = ? AND a.loop_id = ?), '[]'))::text""";

    private final DataSource database;

    ResultsQueries(DataSource database) {
        this.database = database;
    }

    String incremental(OffsetDateTime after, int limit) throws SQLException {
        return only(INCREMENTAL, after, limit, after);
    }

    String artifacts(String taskRunId, int loopId) throws SQLException {
        return only(ARTIFACTS, taskRunId, loopId, taskRunId, loopId);
    }

    private String only(String query, Object... values) throws SQLException {
        try (Sql sql = Sql.open(database)) {
            return sql.one(query, row -> row.getString(1), values);
        }
    }
}
