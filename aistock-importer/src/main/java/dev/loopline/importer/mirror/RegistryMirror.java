package dev.loopline.importer.mirror;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.LoopKey;
import dev.loopline.importer.table.RowWriter;
import dev.loopline.importer.table.TableUpsert;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/** Writes the mirror of the registry. Stateless; safe for all threads. Runs in the caller's transaction. */
public final class RegistryMirror {

    private static final TableUpsert LOOPS = TableUpsert.of("rdagent.loops")
            .key("task_run_id", "loop_id")
            .columns(
                    "action",
                    "status",
                    "has_result",
                    "best_workspace_id",
                    "started_at_utc",
                    "ended_at_utc",
                    "ic_mean",
                    "rank_ic_mean",
                    "ann_return",
                    "mdd",
                    "metrics_json",
                    "log_dir",
                    "materialization_status",
                    "materialization_error",
                    "materialization_updated_at_utc",
                    "asset_bundle_id",
                    "is_solidified",
                    "sync_status",
                    "updated_at_utc",
                    "workspace_id",
                    "workspace_path",
                    "scenario",
                    "log_trace_path")
            .build();

    private static final TableUpsert WORKSPACES = TableUpsert.of("rdagent.workspaces")
            .key("task_run_id", "loop_id", "workspace_id")
            .columns(
                    "workspace_role",
                    "experiment_type",
                    "step_name",
                    "status",
                    "workspace_path",
                    "meta_path",
                    "summary_path",
                    "manifest_path",
                    "created_at_utc",
                    "updated_at_utc")
            .build();

    private static final TableUpsert BUNDLES = TableUpsert.of("rdagent.production_bundles")
            .key("task_run_id", "loop_id")
            .columns("bundle_id", "bundle_path", "created_at", "updated_at")
            .build();

    private static final TableUpsert ARTIFACTS = TableUpsert.of("rdagent.artifacts")
            .key("task_run_id", "loop_id", "artifact_id")
            .columns(
                    "workspace_id",
                    "artifact_type",
                    "name",
                    "version",
                    "status",
                    "primary_flag",
                    "summary_json",
                    "entry_path",
                    "model_type",
                    "model_conf_json",
                    "dataset_conf_json",
                    "feature_schema_json",
                    "created_at_utc",
                    "updated_at_utc")
            .build();

    private static final TableUpsert FILES = TableUpsert.of("rdagent.artifact_files")
            .key("task_run_id", "loop_id", "artifact_id", "file_id")
            .columns("workspace_id", "path", "sha256", "size_bytes", "mtime_utc", "kind")
            .build();

    /**
     * Makes the mirror of these loops exactly this; no rows for a loop take it out.
     *
     * @param before the loops that were imported before
     */
    public void replace(RowWriter writer, Collection<LoopKey> before, List<MirrorRows> rows) throws SQLException {
        replace(writer, LOOPS, before, rows, MirrorRows::loops);
        replace(writer, WORKSPACES, before, rows, MirrorRows::workspaces);
        replace(writer, BUNDLES, before, rows, MirrorRows::bundles);
        replace(writer, ARTIFACTS, before, rows, MirrorRows::artifacts);
        replace(writer, FILES, before, rows, MirrorRows::files);
    }

    private static void replace(
            RowWriter writer,
            TableUpsert table,
            Collection<LoopKey> before,
            List<MirrorRows> rows,
            Function<MirrorRows, List<ObjectNode>> part)
            throws SQLException {
        List<ObjectNode> wanted = rows.stream().map(part).flatMap(List::stream).toList();
        writer.deleteOthers(table, before, wanted);
        writer.write(table, table.table(), wanted, written -> {});
    }
}
