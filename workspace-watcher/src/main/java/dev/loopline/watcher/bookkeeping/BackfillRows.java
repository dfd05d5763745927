package dev.loopline.watcher.bookkeeping;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.event.Artifact;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.LoopFile;
import dev.loopline.contracts.event.Metadata;
import dev.loopline.contracts.event.Performance;
import dev.loopline.watcher.register.RecordedTime;
import dev.loopline.watcher.registry.SqlSession;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes what a backfill found: flags and figures of the loop, its artifacts and their files. Stateless. */
final class BackfillRows {

    private static final String LOOP = """
            UPDATE loops SET has_result = ?, ic_mean = COALESCE(?, ic_mean), rank_ic_mean = COALESCE(?, rank_ic_mean),
                ann_return = COALESCE(?, ann_return), mdd = COALESCE(?, mdd), turnover = COALESCE(?, turnover),
                metrics_json = COALESCE(?, metrics_json),
                log_dir = COALESCE(NULLIF(log_dir, ''), ?), workspace_id = ?, workspace_path = ?,
                sync_status = COALESCE(sync_status, 'pending'), is_solidified = COALESCE(is_solidified, 0),
                updated_at_utc = MAX(COALESCE(updated_at_utc, ''), ?)
            WHERE task_run_id = ? AND loop_id = ?""";

    private static final String OWN = """
            UPDATE loopline_loop SET has_result = ?, own_feedback = ? WHERE task_run_id = ? AND loop_id = ?""";

    private static final String INDEX_FILES = """
            UPDATE workspaces SET meta_path = COALESCE(?, meta_path), summary_path = COALESCE(?, summary_path),
                manifest_path = COALESCE(?, manifest_path) WHERE workspace_id = ?""";

    private static final String ARTIFACT = """
            INSERT INTO artifacts (artifact_id, task_run_id, loop_id, workspace_id, artifact_type, name, version, status,
                primary_flag, summary_json, entry_path, model_type, model_conf_json, dataset_conf_json,
                feature_schema_json, created_at_utc, updated_at_utc)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (artifact_id) DO UPDATE SET task_run_id = excluded.task_run_id, loop_id = excluded.loop_id,
                workspace_id = excluded.workspace_id, artifact_type = excluded.artifact_type, name = excluded.name,
                version = excluded.version, status = excluded.status, primary_flag = excluded.primary_flag,
                summary_json = excluded.summary_json, entry_path = excluded.entry_path,
                model_type = COALESCE(excluded.model_type, model_type),
                model_conf_json = COALESCE(excluded.model_conf_json, model_conf_json),
                dataset_conf_json = COALESCE(excluded.dataset_conf_json, dataset_conf_json),
                feature_schema_json = COALESCE(excluded.feature_schema_json, feature_schema_json),
                updated_at_utc = excluded.updated_at_utc""";

    private static final String FILE = """
            INSERT INTO artifact_files (file_id, artifact_id, workspace_id, path, sha256, size_bytes, mtime_utc, kind)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (file_id) DO UPDATE SET artifact_id = excluded.artifact_id,
                workspace_id = excluded.workspace_id, path = excluded.path, sha256 = excluded.sha256,
                size_bytes = excluded.size_bytes, mtime_utc = excluded.mtime_utc, kind = excluded.kind""";

    /** Files of the artifact that are no longer there. */
    private static final String GONE_FILES = """
            DELETE FROM artifact_files WHERE artifact_id = ? AND NOT EXISTS (
                SELECT 1 FROM json_each(?) AS kept WHERE kept.value = artifact_files.file_id)""";

    private BackfillRows() {}

    static void write(SqlSession session, LoopBackfilled event) throws SQLException {
        LoopKey key = event.key();
        String time = RecordedTime.format(event.backfilledAt());
        Performance performance = event.performance();
        JsonNode metrics = performance.metrics();
        session.update(
                LOOP,
                event.hasResult() ? 1 : 0,
                performance.ic(),
                number(metrics, "Rank IC"),
                performance.annualizedReturn(),
                performance.maxDrawdown(),
                number(metrics, "turnover"),
                metrics == null || metrics.isEmpty() ? null : metrics.toString(),
                event.loop().logTracePath(),
                event.primaryWorkspaceId(),
                event.primaryWorkspace().recordedPath(),
                time,
                key.taskRunId(),
                key.loopId());
        Map<String, LoopFile> files = new HashMap<>();
        event.files().forEach(file -> files.put(file.workspaceId() + "/" + file.path(), file));
        String primary = event.primaryWorkspaceId();
        LoopFile feedback = files.get(primary + "/" + Metadata.FEEDBACK);
        session.update(
                OWN,
                event.hasResult() ? 1 : 0,
                feedback == null ? "" : feedback.sha256().hex(),
                key.taskRunId(),
                key.loopId());
        session.update(
                INDEX_FILES,
                present(files, primary, "workspace_meta.json"),
                present(files, primary, "experiment_summary.json"),
                present(files, primary, "manifest.json"),
                primary);
        writeArtifacts(session, event, files, time);
    }

    private static void writeArtifacts(
            SqlSession session, LoopBackfilled event, Map<String, LoopFile> files, String time) throws SQLException {
        List<@Nullable Object[]> artifactRows = new ArrayList<>();
        List<@Nullable Object[]> fileRows = new ArrayList<>();
        List<@Nullable Object[]> kept = new ArrayList<>();
        for (Artifact artifact : event.artifacts()) {
            artifactRows.add(artifactRow(event.key(), artifact, time));
            artifact.files().forEach(ref -> fileRows.add(fileRow(artifact, ref, files)));
            String ids = String.join(
                    ",",
                    artifact.files().stream()
                            .map(ref -> "\"" + ref.fileId() + "\"")
                            .toList());
            kept.add(new @Nullable Object[] {artifact.artifactId(), "[" + ids + "]"});
        }
        session.updateAll(ARTIFACT, artifactRows);
        session.updateAll(FILE, fileRows);
        session.updateAll(GONE_FILES, kept);
    }

    private static @Nullable Object[] artifactRow(LoopKey key, Artifact artifact, String time) {
        return new @Nullable Object[] {
            artifact.artifactId(),
            key.taskRunId(),
            key.loopId(),
            artifact.workspaceId(),
            artifact.artifactType(),
            artifact.name(),
            artifact.version(),
            artifact.status(),
            artifact.primary() ? 1 : 0,
            json(artifact.summary()),
            artifact.entryPath(),
            artifact.modelType(),
            json(artifact.modelConfig()),
            json(artifact.datasetConfig()),
            json(artifact.featureSchema()),
            time,
            time
        };
    }

    private static @Nullable Object[] fileRow(Artifact artifact, Artifact.FileRef ref, Map<String, LoopFile> files) {
        LoopFile file = files.get(artifact.workspaceId() + "/" + ref.path());
        return new @Nullable Object[] {
            ref.fileId(),
            artifact.artifactId(),
            artifact.workspaceId(),
            ref.path(),
            file == null ? null : file.sha256().hex(),
            file == null ? null : file.sizeBytes(),
            file == null ? null : RecordedTime.format(file.modifiedAt()),
            ref.kind()
        };
    }

    private static @Nullable String present(Map<String, LoopFile> files, String workspaceId, String name) {
        return files.containsKey(workspaceId + "/" + name) ? name : null;
    }

    private static @Nullable Double number(@Nullable JsonNode metrics, String name) {
        JsonNode value = metrics == null ? null : metrics.get(name);
        return value != null && value.isNumber() ? (Double) value.doubleValue() : null;
    }

    private static @Nullable String json(@Nullable JsonNode tree) {
        return tree == null || tree.isNull() ? null : Objects.toString(tree);
    }
}
