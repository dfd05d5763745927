package dev.loopline.watcher.register;

import dev.loopline.contracts.LoopKey;
import dev.loopline.watcher.discovery.Candidate;
import dev.loopline.watcher.discovery.LoopWorkspace;
import dev.loopline.watcher.registry.LoopRow;
import dev.loopline.watcher.registry.SqlSession;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The rows of RD-Agent's tables that belong to a registered loop. What RD-Agent recorded stays; only what is missing is
 * filled in, together with the columns that say how far Loopline has come. Stateless.
 */
final class RegisteredRows {

    private static final String TASK_RUN = """
            INSERT INTO task_runs (task_run_id, status, created_at_utc, updated_at_utc, log_trace_path, params_json)
            VALUES (?, 'unknown', ?, ?, ?, '{}') ON CONFLICT (task_run_id) DO NOTHING""";

    /** NULL in the flags would hide rows from the queries that test for 0 and pending. */
    private static final String LOOP = """
            INSERT INTO loops (task_run_id, loop_id, action, status, has_result, ended_at_utc, log_dir, workspace_id,
                workspace_path, materialization_status, materialization_error, materialization_updated_at_utc,
                is_solidified, sync_status, updated_at_utc)
            VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?, 'pending', NULL, ?, 0, 'pending', ?)
            ON CONFLICT (task_run_id, loop_id) DO UPDATE SET action = COALESCE(loops.action, excluded.action),
                has_result = COALESCE(loops.has_result, 0),
                log_dir = COALESCE(NULLIF(loops.log_dir, ''), excluded.log_dir),
                workspace_id = excluded.workspace_id, workspace_path = excluded.workspace_path,
                materialization_status = 'pending', materialization_error = NULL,
                materialization_updated_at_utc = excluded.materialization_updated_at_utc,
                is_solidified = COALESCE(loops.is_solidified, 0), sync_status = 'pending',
                updated_at_utc = excluded.updated_at_utc""";

    private static final String WORKSPACE = """
            INSERT INTO workspaces (workspace_id, task_run_id, loop_id, workspace_role, experiment_type, status,
                workspace_path, created_at_utc, updated_at_utc)
            VALUES (?, ?, ?, ?, ?, 'present', ?, ?, ?) ON CONFLICT (workspace_id) DO NOTHING""";

    private RegisteredRows() {}

    static void write(SqlSession session, Finding finding, Instant now) throws SQLException {
        Candidate candidate = finding.candidate();
        LoopKey key = candidate.key();
        String time = RecordedTime.format(now);
        String logDir = logDir(candidate);
        LoopWorkspace primary =
                candidate.workspace(finding.primaryWorkspaceId()).orElseThrow();
        session.update(TASK_RUN, key.taskRunId(), time, time, logDir);
        session.update(
                LOOP,
                key.taskRunId(),
                key.loopId(),
                candidate.action(),
                finding.status(),
                RecordedTime.format(finding.finishedAt()),
                logDir,
                primary.workspaceId(),
                primary.recordedPath(),
                time,
                time);
        for (LoopWorkspace workspace : candidate.workspaces()) {
            if (!workspace.inRegistry()) {
                session.update(
                        WORKSPACE,
                        workspace.workspaceId(),
                        key.taskRunId(),
                        key.loopId(),
                        workspace.role(),
                        workspace.experimentType(),
                        workspace.recordedPath(),
                        time,
                        time);
            }
        }
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
}
