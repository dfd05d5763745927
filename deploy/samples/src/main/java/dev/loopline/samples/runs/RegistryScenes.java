package dev.loopline.samples.runs;

import dev.loopline.samples.plan.RdAgentHome;
import dev.loopline.samples.plan.RecordedRoot;
import dev.loopline.samples.registry.RdAgentRegistry;
import dev.loopline.samples.registry.RegistryKind;
import dev.loopline.samples.registry.RegistryWrite;
import java.sql.SQLException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Registries that are not RD-Agent's own, byte for byte. */
final class RegistryScenes {

    private static final String TIME = "2026-02-11T06:07:08.000090+00:00";

    private RegistryScenes() {}

    /** A recorded path with backslashes that begins with the mount, and a row of a tool for the same folder. */
    static void fork(Scene scene) {
        String root = "/mnt/g/Quant/RD-Agent-main/git_ignore_folder/RD-Agent_workspace";
        RunSettings run = scene.run(Generation.FORK, RunKind.QUANT)
                .workspaces(RunSettings.USUAL_WORKSPACES, root)
                .with(RunSettings.Way.COPIED_DATA);
        RunLoop loop = new RunWriter(scene.files(), run).loop(LoopScript.factors(0, scene.factors(2)));
        String task = Made.id("task|" + scene.time());
        String legacy = "legacy_" + loop.workspaceId();
        String backslashes = "\\git_ignore_folder\\RD-Agent_workspace\\" + loop.workspaceId();
        write(scene, registry -> {
            taskRun(registry, scene, task, loop);
            workspace(registry, task, loop, "\\mnt\\g\\Quant\\RD-Agent-main" + backslashes);
            registry.insert("task_runs", row("task_run_id", legacy, "status", "legacy"));
            registry.insert(
                    "loops",
                    row("task_run_id", legacy, "loop_id", 0, "action", "unknown", "status", "legacy", "has_result", 1));
            registry.insert(
                    "workspaces",
                    row(
                            "workspace_id",
                            "legacy_1",
                            "task_run_id",
                            legacy,
                            "loop_id",
                            0,
                            "workspace_role",
                            "experiment_workspace",
                            "status",
                            "present",
                            "workspace_path",
                            "g:\\Quant\\RD-Agent-main" + backslashes));
        });
        scene.expect(scene.expected(loop).taskRunIds(Set.of(task)));
        scene.mustBeNamed(legacy);
    }

    /** Five columns, in capitals, keyed by the bundle. */
    static void handMade(Scene scene) {
        RunLoop loop = new RunWriter(scene.files(), scene.run(Generation.FORK, RunKind.QUANT))
                .loop(LoopScript.factors(0, scene.factors(2)));
        String task = Made.id("task|" + scene.time());
        write(scene, registry -> {
            registry.byHand("CREATE TABLE production_bundles (BUNDLE_ID TEXT PRIMARY KEY, TASK_RUN_ID TEXT NOT NULL,"
                    + " LOOP_ID INTEGER NOT NULL, BUNDLE_PATH TEXT, CREATED_AT TEXT)");
            taskRun(registry, scene, task, loop);
            workspace(registry, task, loop, scene.files().resolve(loop.folder()).toString());
        });
        scene.expect(scene.expected(loop).taskRunIds(Set.of(task)));
    }

    private static void write(Scene scene, RdAgentRegistry.Work work) {
        RdAgentHome home = new RdAgentHome(scene.files().root());
        RdAgentRegistry registry = new RdAgentRegistry(home.registry(), RegistryKind.CURRENT, RecordedRoot.of(home));
        registry.create();
        registry.write(work, Clock.systemUTC());
    }

    private static void taskRun(RegistryWrite registry, Scene scene, String task, RunLoop loop) throws SQLException {
        String log = scene.files().resolve(loop.session()).toString();
        registry.insert(
                "task_runs",
                row(
                        "task_run_id",
                        task,
                        "scenario",
                        "QuantRDLoop",
                        "status",
                        "success",
                        "created_at_utc",
                        TIME,
                        "updated_at_utc",
                        TIME,
                        "log_trace_path",
                        log));
        registry.insert(
                "loops",
                row(
                        "task_run_id",
                        task,
                        "loop_id",
                        0,
                        "action",
                        "factor",
                        "status",
                        "success",
                        "has_result",
                        0,
                        "started_at_utc",
                        TIME,
                        "ended_at_utc",
                        TIME,
                        "log_dir",
                        log,
                        "updated_at_utc",
                        TIME));
    }

    private static void workspace(RegistryWrite registry, String task, RunLoop loop, String path) throws SQLException {
        registry.insert(
                "workspaces",
                row(
                        "workspace_id",
                        loop.workspaceId(),
                        "task_run_id",
                        task,
                        "loop_id",
                        0,
                        "workspace_role",
                        "experiment_workspace",
                        "experiment_type",
                        "factor",
                        "step_name",
                        "feedback",
                        "status",
                        "success",
                        "workspace_path",
                        path,
                        "created_at_utc",
                        TIME,
                        "updated_at_utc",
                        TIME));
    }

    /** Columns and values in turn. */
    private static Map<String, @Nullable Object> row(Object... columnsAndValues) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        for (int i = 0; i < columnsAndValues.length; i += 2) {
            row.put((String) columnsAndValues[i], columnsAndValues[i + 1]);
        }
        return row;
    }
}
