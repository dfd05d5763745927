package dev.loopline.importer.mirror;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.catalog.LoopEntry;
import dev.loopline.contracts.event.Artifact;
import dev.loopline.contracts.event.CatalogUpdated;
import dev.loopline.contracts.event.Loop;
import dev.loopline.contracts.event.LoopFile;
import dev.loopline.contracts.event.Workspace;
import dev.loopline.importer.rows.RowBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The registry's rows of one loop, as RD-Agent's tables have them. Pure.
 *
 * @param loops one row of {@code loops}
 * @param workspaces rows of {@code workspaces}
 * @param bundles one row of {@code production_bundles}
 * @param artifacts rows of {@code artifacts}
 * @param files rows of {@code artifact_files}
 */
public record MirrorRows(
        List<ObjectNode> loops,
        List<ObjectNode> workspaces,
        List<ObjectNode> bundles,
        List<ObjectNode> artifacts,
        List<ObjectNode> files) {

    /** @param bundleAvailable whether AIstock has the bundle: then the loop is {@code synced} */
    public static MirrorRows of(CatalogUpdated event, boolean bundleAvailable) {
        return new MirrorRows(
                List.of(loop(event, bundleAvailable)),
                workspaces(event),
                List.of(bundle(event)),
                artifacts(event),
                files(event));
    }

    private static ObjectNode loop(CatalogUpdated event, boolean bundleAvailable) {
        Loop loop = event.loop();
        LoopEntry entry = event.loopEntry();
        return RowBuilder.of(event.key())
                .text("action", loop.action())
                .text("status", loop.status())
                .number("has_result", entry.hasResult() ? 1L : 0L)
                .text("best_workspace_id", event.primaryWorkspaceId())
                .text("started_at_utc", loop.startedAtUtc())
                .text("ended_at_utc", loop.endedAtUtc())
                .number("ic_mean", entry.ic())
                .number("rank_ic_mean", figure(entry, "Rank IC"))
                .number("ann_return", entry.annualizedReturn())
                .number("mdd", entry.maxDrawdown())
                .jsonText("metrics_json", entry.metrics())
                .text("log_dir", entry.logDir())
                .text("materialization_status", entry.materializationStatus())
                .text("materialization_error", entry.materializationError())
                .text("materialization_updated_at_utc", entry.materializationUpdatedAtUtc())
                .text("asset_bundle_id", entry.assetBundleId())
                .number("is_solidified", entry.isSolidified() ? 1L : 0L)
                .text("sync_status", bundleAvailable ? "synced" : entry.syncStatus())
                .text("updated_at_utc", event.generatedAtUtc().toString())
                .text("workspace_id", entry.workspaceId())
                .text("workspace_path", entry.workspacePath())
                .text("scenario", loop.scenario())
                .text("log_trace_path", loop.logTracePath())
                .build();
    }

    private static @Nullable Double figure(LoopEntry entry, String name) {
        var value = entry.metrics() == null ? null : entry.metrics().get(name);
        return value != null && value.isNumber() ? value.doubleValue() : null;
    }

    private static ObjectNode bundle(CatalogUpdated event) {
        return RowBuilder.of(event.key())
                .text("bundle_id", event.bundle().bundleId())
                .text("bundle_path", event.bundle().homeRelativePath())
                .text("created_at", event.bundle().manifest().generatedAtUtc().toString())
                .text("updated_at", event.generatedAtUtc().toString())
                .build();
    }

    private static List<ObjectNode> workspaces(CatalogUpdated event) {
        Map<String, ObjectNode> rows = new LinkedHashMap<>();
        for (Workspace workspace : event.workspaces()) {
            rows.putIfAbsent(
                    workspace.workspaceId(),
                    RowBuilder.of(event.key())
                            .text("workspace_id", workspace.workspaceId())
                            .text("workspace_role", workspace.role())
                            .text("experiment_type", workspace.experimentType())
                            .text("step_name", workspace.stepName())
                            .text("status", workspace.status())
                            .text("workspace_path", workspace.recordedPath())
                            .text("meta_path", "workspace_meta.json")
                            .text("summary_path", "experiment_summary.json")
                            .text("manifest_path", "manifest.json")
                            .text("created_at_utc", workspace.createdAtUtc())
                            .text("updated_at_utc", workspace.updatedAtUtc())
                            .build());
        }
        return List.copyOf(rows.values());
    }

    private static List<ObjectNode> artifacts(CatalogUpdated event) {
        Map<String, ObjectNode> rows = new LinkedHashMap<>();
        String finished = event.loop().finishedAt().toString();
        for (Artifact artifact : event.artifacts()) {
            rows.putIfAbsent(
                    artifact.artifactId(),
                    RowBuilder.of(event.key())
                            .text("artifact_id", artifact.artifactId())
                            .text("workspace_id", artifact.workspaceId())
                            .text("artifact_type", artifact.artifactType())
                            .text("name", artifact.name())
                            .text("version", artifact.version())
                            .text("status", artifact.status())
                            .number("primary_flag", artifact.primary() ? 1L : 0L)
                            .jsonText("summary_json", artifact.summary())
                            .text("entry_path", artifact.entryPath())
                            .text("model_type", artifact.modelType())
                            .jsonText("model_conf_json", artifact.modelConfig())
                            .jsonText("dataset_conf_json", artifact.datasetConfig())
                            .jsonText("feature_schema_json", artifact.featureSchema())
                            .text("created_at_utc", finished)
                            .text("updated_at_utc", finished)
                            .build());
        }
        return List.copyOf(rows.values());
    }

    private static List<ObjectNode> files(CatalogUpdated event) {
        Map<String, LoopFile> known = new HashMap<>();
        event.files().forEach(file -> known.putIfAbsent(file.workspaceId() + "\n" + file.path(), file));
        Map<String, ObjectNode> rows = new LinkedHashMap<>();
        for (Artifact artifact : event.artifacts()) {
            for (Artifact.FileRef ref : artifact.files()) {
                LoopFile file = known.get(artifact.workspaceId() + "\n" + ref.path());
                RowBuilder row = RowBuilder.of(event.key())
                        .text("file_id", ref.fileId())
                        .text("artifact_id", artifact.artifactId())
                        .text("workspace_id", artifact.workspaceId())
                        .text("path", ref.path())
                        .text("kind", ref.kind());
                if (file != null) {
                    row.text("sha256", file.sha256().hex())
                            .number("size_bytes", file.sizeBytes())
                            .text("mtime_utc", file.modifiedAt().toString());
                }
                rows.putIfAbsent(artifact.artifactId() + "/" + ref.fileId(), row.build());
            }
        }
        return new ArrayList<>(rows.values());
    }
}
