package dev.loopline.samples.registry;

import dev.loopline.samples.plan.Flaw;
import dev.loopline.samples.plan.Layout;
import dev.loopline.samples.plan.LoopPlan;
import dev.loopline.samples.plan.Outcome;
import dev.loopline.samples.plan.RecordedRoot;
import dev.loopline.samples.plan.WorkspacePlan;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The upserts of RD-Agent, within one transaction. Values that RD-Agent binds as NULL (so that column defaults do not apply)
 * are bound as NULL here. Used by one thread, within the call that hands it out.
 */
public final class RegistryWrite {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSSSSxxx", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final String TASK_RUN = """
            INSERT INTO task_runs (task_run_id, scenario, status, created_at_utc, updated_at_utc, git_sha,
                rdagent_version, log_trace_path, params_json)
            VALUES (?, 'QuantRDLoop', ?, ?, ?, NULL, '0.8.0', ?, '{}')
            ON CONFLICT (task_run_id) DO UPDATE SET scenario = excluded.scenario, status = excluded.status,
                updated_at_utc = excluded.updated_at_utc, git_sha = excluded.git_sha,
                rdagent_version = excluded.rdagent_version, log_trace_path = excluded.log_trace_path,
                params_json = excluded.params_json""";

    private static final String STATUS_KEPT =
            "status = CASE WHEN loops.status IN ('success', 'failed', 'aborted', 'skip')"
                    + " AND excluded.status = 'running' THEN loops.status ELSE excluded.status END";

    private static final String LOOP_CURRENT = """
            INSERT INTO loops (task_run_id, loop_id, action, status, error_type, error_message, started_at_utc,
                ended_at_utc, log_dir, materialization_status, asset_bundle_id, is_solidified, sync_status,
                updated_at_utc)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL, NULL, ?)
            ON CONFLICT (task_run_id, loop_id) DO UPDATE SET action = COALESCE(excluded.action, loops.action),
                %s, error_type = excluded.error_type, error_message = excluded.error_message,
                ended_at_utc = excluded.ended_at_utc, log_dir = COALESCE(excluded.log_dir, loops.log_dir),
                updated_at_utc = excluded.updated_at_utc""".formatted(STATUS_KEPT);

    private static final String LOOP_V1 = """
            INSERT INTO loops (task_run_id, loop_id, action, status, error_type, error_message, started_at_utc,
                ended_at_utc)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (task_run_id, loop_id) DO UPDATE SET action = COALESCE(excluded.action, loops.action),
                %s, error_type = excluded.error_type, error_message = excluded.error_message,
                ended_at_utc = excluded.ended_at_utc""".formatted(STATUS_KEPT);

    private static final String WORKSPACE = """
            INSERT INTO workspaces (workspace_id, task_run_id, loop_id, workspace_role, experiment_type, step_name,
                status, workspace_path, meta_path, summary_path, manifest_path, created_at_utc, updated_at_utc)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL, ?, ?)
            ON CONFLICT (workspace_id) DO UPDATE SET task_run_id = excluded.task_run_id,
                loop_id = excluded.loop_id, workspace_role = excluded.workspace_role,
                experiment_type = excluded.experiment_type, step_name = excluded.step_name,
                status = excluded.status, workspace_path = excluded.workspace_path,
                meta_path = excluded.meta_path, summary_path = excluded.summary_path,
                manifest_path = excluded.manifest_path, updated_at_utc = excluded.updated_at_utc""";

    /** Older tables lack the last two of the values. */
    private static final int V1_COLUMNS = 8;

    private final Connection connection;
    private final RegistryKind kind;
    private final RecordedRoot root;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    RegistryWrite(Connection connection, RegistryKind kind, RecordedRoot root) {
        this.connection = connection;
        this.kind = kind;
        this.root = root;
    }

    /** Creates what is missing of the tables and indexes. */
    void createSchema() throws SQLException {
        for (String statement : RegistrySchema.statements(kind)) {
            run(statement);
        }
    }

    /** The row of the loop's task run. */
    public void taskRun(LoopPlan plan, Outcome status, Instant now) throws SQLException {
        String time = TIME.format(now);
        run(TASK_RUN, plan.taskRunId(), status.wire(), time, time, root.spell(logDir(plan)));
    }

    /** The row of the loop; {@code now} becomes its end, whatever the status, as in RD-Agent. */
    public void loop(LoopPlan plan, Outcome status, Instant now) throws SQLException {
        boolean failed = status == Outcome.FAILED;
        String time = TIME.format(now);
        @Nullable
        Object[] values = {
            plan.taskRunId(),
            plan.loopId(),
            plan.action().wire(),
            status.wire(),
            failed ? "FactorEmptyError" : null,
            failed ? "Factor extraction failed." : null,
            TIME.format(plan.startedAt()),
            time,
            status == Outcome.RUNNING ? null : root.spell(logDir(plan)),
            time
        };
        if (kind == RegistryKind.V1) {
            run(LOOP_V1, Arrays.copyOf(values, V1_COLUMNS));
        } else {
            run(LOOP_CURRENT, values);
        }
    }

    /** What the scripts do once they have seen result files: {@code has_result} becomes 1. */
    public void hasResult(LoopPlan plan, Instant now) throws SQLException {
        String key = " WHERE task_run_id = ? AND loop_id = ?";
        if (kind == RegistryKind.V1) {
            run("UPDATE loops SET has_result = 1" + key, plan.taskRunId(), plan.loopId());
        } else {
            run(
                    "UPDATE loops SET has_result = 1, updated_at_utc = ?" + key,
                    TIME.format(now),
                    plan.taskRunId(),
                    plan.loopId());
        }
    }

    /** The rows of the loop's workspaces. */
    public void workspaces(LoopPlan plan, Outcome status, Instant now) throws SQLException {
        for (WorkspacePlan workspace : plan.workspaces()) {
            String time = TIME.format(now);
            run(
                    WORKSPACE,
                    workspace.workspaceId(),
                    plan.taskRunId(),
                    plan.has(Flaw.NULL_LOOP_ID) ? null : plan.loopId(),
                    workspace.role().wire(),
                    plan.action().wire(),
                    status == Outcome.RUNNING ? "coding" : "feedback",
                    status.wire(),
                    root.spell(workspace.folder()),
                    TIME.format(plan.startedAt()),
                    time);
        }
    }

    /** Takes the loop back: its rows go, those of its task run stay. */
    public void withdraw(LoopPlan plan) throws SQLException {
        run("DELETE FROM workspaces WHERE task_run_id = ? AND loop_id = ?", plan.taskRunId(), plan.loopId());
        run("DELETE FROM loops WHERE task_run_id = ? AND loop_id = ?", plan.taskRunId(), plan.loopId());
    }

    /** A row of any table, as it is given. */
    public void insert(String table, Map<String, ? extends @Nullable Object> row) throws SQLException {
        String columns = String.join(", ", row.keySet());
        String values = String.join(", ", Collections.nCopies(row.size(), "?"));
        run(
                "INSERT INTO " + table + " (" + columns + ") VALUES (" + values + ")",
                row.values().toArray());
    }

    /** A statement that a user ran by hand. */
    public void byHand(String sql) throws SQLException {
        run(sql);
    }

    void close() throws SQLException {
        for (PreparedStatement statement : statements.values()) {
            statement.close();
        }
    }

    private static String logDir(LoopPlan plan) {
        return plan.sessionLog() || plan.layout() != Layout.REGISTRY ? plan.sessionFolder() : "log";
    }

    private void run(String sql, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        statement.execute();
    }
}
