package dev.loopline.watcher.register;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.event.Workspace;
import dev.loopline.watcher.discovery.AdoptedFolders;
import dev.loopline.watcher.discovery.Candidate;
import dev.loopline.watcher.discovery.LoopWorkspace;
import dev.loopline.watcher.registry.LoopRow;
import dev.loopline.watcher.registry.RdAgentTable;
import dev.loopline.watcher.registry.RegistrySession;
import dev.loopline.watcher.registry.RowChange;
import dev.loopline.watcher.registry.RowWriter;
import dev.loopline.watcher.registry.WorkspaceRow;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rows of RD-Agent's tables that belong to a registered loop. What RD-Agent recorded stays; only what is missing is
 * filled in, together with the columns that say how far Loopline has come. Stateless.
 */
final class RegisteredRows {

    private RegisteredRows() {}

    static void write(RegistrySession session, Finding finding, Instant now) throws SQLException {
        Candidate candidate = finding.candidate();
        LoopKey key = candidate.key();
        String time = RecordedTime.format(now);
        String logDir = logDir(candidate);
        String logTrace = logTracePath(candidate);
        LoopWorkspace primary =
                candidate.workspace(finding.primaryWorkspaceId()).orElseThrow();
        RowWriter rows = session.rows();
        rows.upsert(RowChange.of(RdAgentTable.TASK_RUNS, key.taskRunId())
                .onlyNew("status", "unknown")
                .onlyNew("created_at_utc", time)
                .onlyNew("updated_at_utc", time)
                .onlyNew("log_trace_path", logTrace == null ? logDir : logTrace)
                .onlyNew("params_json", "{}"));
        rows.upsert(loop(finding, primary, logDir, time));
        for (LoopWorkspace workspace : candidate.workspaces()) {
            if (!workspace.inRegistry()) {
                takeFromLegacyLoop(rows, workspace, key);
                rows.upsert(RowChange.of(RdAgentTable.WORKSPACES, workspace.workspaceId())
                        .onlyNew("task_run_id", key.taskRunId())
                        .onlyNew("loop_id", key.loopId())
                        .onlyNew("workspace_role", workspace.role())
                        .onlyNew("experiment_type", workspace.experimentType())
                        .onlyNew("status", WorkspaceRow.PRESENT)
                        .onlyNew("workspace_path", workspace.recordedPath())
                        .onlyNew("created_at_utc", time)
                        .onlyNew("updated_at_utc", time));
            }
        }
        for (String workspaceId : candidate.superseded()) {
            rows.update(RowChange.of(RdAgentTable.WORKSPACES, workspaceId)
                    .set("workspace_role", Workspace.OTHER)
                    .set("status", WorkspaceRow.SUPERSEDED)
                    .set("updated_at_utc", time));
        }
    }

    /** The row of an adopted folder goes to the real loop of the folder when that is found. */
    private static void takeFromLegacyLoop(RowWriter rows, LoopWorkspace workspace, LoopKey loop) throws SQLException {
        Optional<LoopKey> legacy = Optional.ofNullable(workspace.folder()).flatMap(AdoptedFolders::legacyLoop);
        if (legacy.isPresent()) {
            rows.update(RowChange.of(RdAgentTable.WORKSPACES, workspace.workspaceId())
                    .set("task_run_id", loop.taskRunId())
                    .set("loop_id", loop.loopId())
                    .set("workspace_role", workspace.role())
                    .where("task_run_id = ? AND status = ?", legacy.get().taskRunId(), WorkspaceRow.PRESENT));
        }
    }

    /** NULL in the flags would hide rows from the queries that test for 0 and pending. */
    private static RowChange loop(Finding finding, LoopWorkspace primary, @Nullable String logDir, String time) {
        LoopKey key = finding.candidate().key();
        return RowChange.of(RdAgentTable.LOOPS, key.taskRunId(), key.loopId())
                .fill("action", finding.candidate().action())
                .onlyNew("status", finding.status())
                .fill("has_result", 0)
                .onlyNew("ended_at_utc", RecordedTime.format(finding.finishedAt()))
                .fill("log_dir", logDir)
                .set("workspace_id", primary.workspaceId())
                .set("workspace_path", primary.recordedPath())
                .set("materialization_status", "pending")
                .set("materialization_error", null)
                .set("materialization_updated_at_utc", time)
                .fill("is_solidified", 0)
                .set("sync_status", "pending")
                .set("updated_at_utc", time);
    }

    /** As recorded for the loop, else for its task run, else the folder that holds its workspaces. */
    static @Nullable String logDir(Candidate candidate) {
        LoopRow row = candidate.row();
        if (row != null && row.logDir() != null && !row.logDir().isBlank()) {
            return row.logDir();
        }
        if (row != null && row.logTracePath() != null && !row.logTracePath().isBlank()) {
            return row.logTracePath();
        }
        Path folder = candidate.taskFolder();
        return folder == null ? null : folder.toString().replace('\\', '/');
    }

    /** As recorded for the task run, else the folder of its session where that is not the one with its log; null otherwise. */
    static @Nullable String logTracePath(Candidate candidate) {
        LoopRow row = candidate.row();
        return row != null && row.logTracePath() != null && !row.logTracePath().isBlank()
                ? row.logTracePath()
                : candidate
                        .sessionApart()
                        .map(folder -> folder.toString().replace('\\', '/'))
                        .orElse(null);
    }
}
