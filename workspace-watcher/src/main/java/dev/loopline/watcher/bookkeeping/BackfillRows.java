package dev.loopline.watcher.bookkeeping;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.event.Artifact;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.LoopFile;
import dev.loopline.contracts.event.Metadata;
import dev.loopline.contracts.event.Performance;
import dev.loopline.watcher.register.RecordedTime;
import dev.loopline.watcher.registry.RdAgentTable;
import dev.loopline.watcher.registry.RegistrySession;
import dev.loopline.watcher.registry.RowChange;
import dev.loopline.watcher.registry.RowWriter;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes what a backfill found: flags and figures of the loop, its artifacts and their files. Stateless. */
final class BackfillRows {

    private static final String OWN = """
            UPDATE loopline_loop SET has_result = ?, own_feedback = ? WHERE task_run_id = ? AND loop_id = ?""";

    /** Files of the artifact that are no longer there. */
    private static final String GONE_FILES = "artifact_id = ? AND file_id NOT IN (SELECT value FROM json_each(?))";

    private BackfillRows() {}

    static void write(RegistrySession session, LoopBackfilled event) throws SQLException {
        LoopKey key = event.key();
        String time = RecordedTime.format(event.backfilledAt());
        Performance performance = event.performance();
        JsonNode metrics = performance.metrics();
        session.rows()
                .update(RowChange.of(RdAgentTable.LOOPS, key.taskRunId(), key.loopId())
                        .set("has_result", event.hasResult() ? 1 : 0)
                        .setUnlessNull("ic_mean", performance.ic())
                        .setUnlessNull("rank_ic_mean", number(metrics, "Rank IC"))
                        .setUnlessNull("ann_return", performance.annualizedReturn())
                        .setUnlessNull("mdd", performance.maxDrawdown())
                        .setUnlessNull("turnover", number(metrics, "turnover"))
                        .setUnlessNull("metrics_json", metrics == null || metrics.isEmpty() ? null : metrics.toString())
                        .fill("log_dir", event.loop().logTracePath())
                        .set("workspace_id", event.primaryWorkspaceId())
                        .set("workspace_path", event.primaryWorkspace().recordedPath())
                        .fill("sync_status", "pending")
                        .fill("is_solidified", 0)
                        .later("updated_at_utc", time));
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
        session.rows()
                .update(RowChange.of(RdAgentTable.WORKSPACES, primary)
                        .setUnlessNull("meta_path", present(files, primary, "workspace_meta.json"))
                        .setUnlessNull("summary_path", present(files, primary, "experiment_summary.json"))
                        .setUnlessNull("manifest_path", present(files, primary, "manifest.json")));
        writeArtifacts(session, event, files, time);
    }

    private static void writeArtifacts(
            RegistrySession session, LoopBackfilled event, Map<String, LoopFile> files, String time)
            throws SQLException {
        RowWriter rows = session.rows();
        for (Artifact artifact : event.artifacts()) {
            rows.upsert(artifactRow(event.key(), artifact, time));
            for (Artifact.FileRef ref : artifact.files()) {
                rows.upsert(fileRow(artifact, ref, files));
            }
            String ids = artifact.files().stream()
                    .map(ref -> "\"" + ref.fileId() + "\"")
                    .collect(Collectors.joining(",", "[", "]"));
            rows.deleteWhere(RdAgentTable.ARTIFACT_FILES, GONE_FILES, artifact.artifactId(), ids);
        }
    }

    private static RowChange artifactRow(LoopKey key, Artifact artifact, String time) {
        return RowChange.of(RdAgentTable.ARTIFACTS, artifact.artifactId())
                .set("task_run_id", key.taskRunId())
                .set("loop_id", key.loopId())
                .set("workspace_id", artifact.workspaceId())
                .set("artifact_type", artifact.artifactType())
                .set("name", artifact.name())
                .set("version", artifact.version())
                .set("status", artifact.status())
                .set("primary_flag", artifact.primary() ? 1 : 0)
                .set("summary_json", json(artifact.summary()))
                .set("entry_path", artifact.entryPath())
                .setUnlessNull("model_type", artifact.modelType())
                .setUnlessNull("model_conf_json", json(artifact.modelConfig()))
                .setUnlessNull("dataset_conf_json", json(artifact.datasetConfig()))
                .setUnlessNull("feature_schema_json", json(artifact.featureSchema()))
                .onlyNew("created_at_utc", time)
                .set("updated_at_utc", time);
    }

    private static RowChange fileRow(Artifact artifact, Artifact.FileRef ref, Map<String, LoopFile> files) {
        LoopFile file = files.get(artifact.workspaceId() + "/" + ref.path());
        return RowChange.of(RdAgentTable.ARTIFACT_FILES, ref.fileId())
                .set("artifact_id", artifact.artifactId())
                .set("workspace_id", artifact.workspaceId())
                .set("path", ref.path())
                .set("sha256", file == null ? null : file.sha256().hex())
                .set("size_bytes", file == null ? null : file.sizeBytes())
                .set("mtime_utc", file == null ? null : RecordedTime.format(file.modifiedAt()))
                .set("kind", ref.kind());
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
