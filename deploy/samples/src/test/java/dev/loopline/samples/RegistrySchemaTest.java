package dev.loopline.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.samples.registry.RegistryKind;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistrySchemaTest {

    private static final List<String> LOOPS_V1 = List.of(
            "task_run_id",
            "loop_id",
            "action",
            "status",
            "has_result",
            "best_workspace_id",
            "started_at_utc",
            "ended_at_utc",
            "error_type",
            "error_message",
            "ic_mean",
            "rank_ic_mean",
            "ann_return",
            "mdd",
            "turnover",
            "multi_score",
            "metrics_json");

    @TempDir
    Path temp;

    @Test
    void hasTheColumnsOfTheCurrentGeneration() throws SQLException {
        // When
        Rows rows = rows(RegistryKind.CURRENT);

        // Then
        assertThat(rows.columns("task_runs"))
                .containsExactly(
                        "task_run_id",
                        "scenario",
                        "status",
                        "created_at_utc",
                        "updated_at_utc",
                        "git_sha",
                        "rdagent_version",
                        "log_trace_path",
                        "params_json");
        assertThat(rows.columns("loops"))
                .startsWith(LOOPS_V1.toArray(String[]::new))
                .endsWith(
                        "log_dir",
                        "materialization_status",
                        "materialization_error",
                        "materialization_updated_at_utc",
                        "asset_bundle_id",
                        "is_solidified",
                        "sync_status",
                        "updated_at_utc")
                .hasSize(25);
        assertThat(rows.columns("factor_registry"))
                .containsExactly(
                        "factor_name",
                        "expression",
                        "performance_json",
                        "asset_bundle_id",
                        "workspace_id",
                        "task_run_id",
                        "loop_id",
                        "updated_at_utc");
        assertThat(rows.columns("workspaces"))
                .containsExactly(
                        "workspace_id",
                        "task_run_id",
                        "loop_id",
                        "workspace_role",
                        "experiment_type",
                        "step_name",
                        "status",
                        "workspace_path",
                        "meta_path",
                        "summary_path",
                        "manifest_path",
                        "created_at_utc",
                        "updated_at_utc");
        assertThat(rows.columns("artifacts"))
                .containsExactly(
                        "artifact_id",
                        "task_run_id",
                        "loop_id",
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
                        "updated_at_utc");
        assertThat(rows.columns("artifact_files"))
                .containsExactly(
                        "file_id", "artifact_id", "workspace_id", "path", "sha256", "size_bytes", "mtime_utc", "kind");
        assertThat(rows.columns("production_bundles")).isEmpty();
    }

    @Test
    void hasTheColumnsOfTheFirstGeneration() throws SQLException {
        // When
        Rows rows = rows(RegistryKind.V1);

        // Then
        assertThat(rows.columns("loops")).isEqualTo(LOOPS_V1);
        assertThat(rows.columns("factor_registry")).isEmpty();
        assertThat(rows.columns("artifacts")).hasSize(13).doesNotContain("model_type");
        assertThat(rows.query("SELECT COUNT(*) FROM loops")).containsExactly("3");
    }

    @Test
    void hasKeysDefaultsAndIndexesOfRdAgent() throws SQLException {
        // When
        Rows rows = rows(RegistryKind.CURRENT);

        // Then
        assertThat(rows.query("SELECT name, dflt_value FROM pragma_table_info('loops') WHERE dflt_value IS NOT NULL"))
                .containsExactly("has_result|0", "is_solidified|0", "sync_status|'pending'");
        assertThat(rows.query("SELECT name FROM pragma_table_info('loops') WHERE pk > 0 ORDER BY pk"))
                .containsExactly("task_run_id", "loop_id");
        assertThat(rows.query("SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY 1"))
                .containsExactly(
                        "idx_artifact_files_artifact",
                        "idx_artifacts_task_loop",
                        "idx_artifacts_workspace",
                        "idx_workspaces_role",
                        "idx_workspaces_task_loop");
        assertThat(rows.query("SELECT DISTINCT is_solidified, sync_status, materialization_status FROM loops"))
                .containsExactly("null|null|null");
    }

    private Rows rows(RegistryKind kind) {
        return new Rows(SampleHome.builder(temp)
                .seedsLayoutLoops(3)
                .registry(kind)
                .modelBytes(10)
                .write()
                .home()
                .registry());
    }
}
