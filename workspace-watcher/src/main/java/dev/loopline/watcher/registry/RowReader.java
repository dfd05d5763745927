package dev.loopline.watcher.registry;

import dev.loopline.contracts.LoopKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what RD-Agent recorded. SQLite columns hold any type, so every value is taken as it is and checked here. Stateless;
 * the session decides on the thread.
 */
public final class RowReader {

    private static final String ONE_LOOP = " WHERE l.task_run_id = ? AND l.loop_id = ?";
    private static final String WORKSPACES_OF_LOOP = " WHERE w.task_run_id = ? AND w.loop_id = ?";

    private RowReader() {}

    private static String loops(RegistrySession session) {
        return """
                SELECT l.task_run_id, l.loop_id, l.action, l.status, l.has_result, l.best_workspace_id, l.started_at_utc,
                    l.ended_at_utc, l.log_dir, t.scenario, t.status AS task_status, t.log_trace_path
                FROM %s l LEFT JOIN %s t ON t.task_run_id = l.task_run_id""".formatted(session.theirs(RdAgentTable.LOOPS), session.theirs(RdAgentTable.TASK_RUNS));
    }

    private static String workspaces(RegistrySession session) {
        return """
                SELECT workspace_id, task_run_id, loop_id, workspace_role, experiment_type, step_name, status,
                    workspace_path, created_at_utc, updated_at_utc
                FROM %s w""".formatted(session.theirs(RdAgentTable.WORKSPACES));
    }

    /** Holds each text once, however many rows have it: most columns say the same few things in every row. */
    private static final class Texts {
        private final Map<String, String> seen = new HashMap<>();

        @Nullable
        String of(ResultSet row, String column) throws SQLException {
            String text = row.getString(column);
            return text == null ? null : seen.computeIfAbsent(text, one -> one);
        }
    }

    /** All rows. */
    public static RegistryRows all(RegistrySession session) throws SQLException {
        List<String> unreadable = new ArrayList<>();
        Texts texts = new Texts();
        List<LoopRow> loops = present(session.list(loops(session), row -> loop(row, texts, unreadable)));
        reportRepeated(loops, unreadable);
        List<WorkspaceRow> workspaces =
                present(session.list(workspaces(session), row -> workspace(row, texts, unreadable)));
        return new RegistryRows(loops, workspaces, unreadable);
    }

    /** The rows of these loops. */
    public static RegistryRows of(RegistrySession session, Collection<LoopKey> keys) throws SQLException {
        List<String> unreadable = new ArrayList<>();
        Texts texts = new Texts();
        List<LoopRow> loops = new ArrayList<>();
        List<WorkspaceRow> workspaces = new ArrayList<>();
        for (LoopKey key : keys) {
            loops.addAll(present(session.list(
                    loops(session) + ONE_LOOP, row -> loop(row, texts, unreadable), key.taskRunId(), key.loopId())));
            workspaces.addAll(present(session.list(
                    workspaces(session) + WORKSPACES_OF_LOOP,
                    row -> workspace(row, texts, unreadable),
                    key.taskRunId(),
                    key.loopId())));
        }
        return new RegistryRows(loops, workspaces, unreadable);
    }

    /** The loops that were written, or whose workspaces were, after a time stamp in the registry's own spelling. */
    public static Set<LoopKey> changedSince(RegistrySession session, String updatedAtUtc) throws SQLException {
        Texts texts = new Texts();
        String changed = """
                SELECT task_run_id, loop_id, updated_at_utc FROM %s WHERE updated_at_utc > ?
                UNION
                SELECT task_run_id, loop_id, updated_at_utc FROM %s WHERE updated_at_utc > ?""".formatted(session.theirs(RdAgentTable.LOOPS), session.theirs(RdAgentTable.WORKSPACES));
        return new LinkedHashSet<>(
                present(session.list(changed, row -> key(row, texts).orElse(null), updatedAtUtc, updatedAtUtc)));
    }

    /** The newest time stamp in the registry; empty text if there is none. */
    public static String newestUpdate(RegistrySession session) throws SQLException {
        String newest = """
                SELECT MAX(newest) FROM (
                    SELECT MAX(updated_at_utc) AS newest FROM %s
                    UNION ALL SELECT MAX(updated_at_utc) FROM %s)""".formatted(session.theirs(RdAgentTable.LOOPS), session.theirs(RdAgentTable.WORKSPACES));
        return session.list(newest, row -> Optional.ofNullable(row.getString(1)).orElse("")).stream()
                .findFirst()
                .orElse("");
    }

    /** Possible only in a table that was made without RD-Agent's key. */
    private static void reportRepeated(List<LoopRow> loops, List<String> unreadable) {
        Set<LoopKey> seen = new HashSet<>();
        Set<LoopKey> repeated = new LinkedHashSet<>();
        loops.forEach(loop -> {
            if (!seen.add(loop.key())) {
                repeated.add(loop.key());
            }
        });
        repeated.forEach(key -> unreadable.add("several rows of the table loops are about loop " + key
                + " because the table has no key; the last one counts"));
    }

    private static <T> List<T> present(List<@Nullable T> values) {
        List<T> out = new ArrayList<>();
        for (T value : values) {
            if (value != null) {
                out.add(value);
            }
        }
        return out;
    }

    private static @Nullable LoopRow loop(ResultSet row, Texts texts, List<String> unreadable) throws SQLException {
        Optional<LoopKey> key = key(row, texts);
        if (key.isEmpty()) {
            unreadable.add("a row of loops has no usable key: task_run_id '" + row.getString("task_run_id")
                    + "', loop_id '" + row.getString("loop_id") + "'");
            return null;
        }
        return new LoopRow(
                key.get(),
                texts.of(row, "action"),
                texts.of(row, "status"),
                flag(row.getString("has_result")),
                row.getString("best_workspace_id"),
                row.getString("started_at_utc"),
                row.getString("ended_at_utc"),
                texts.of(row, "log_dir"),
                texts.of(row, "scenario"),
                texts.of(row, "task_status"),
                texts.of(row, "log_trace_path"));
    }

    private static @Nullable WorkspaceRow workspace(ResultSet row, Texts texts, List<String> unreadable)
            throws SQLException {
        String id = row.getString("workspace_id");
        String task = texts.of(row, "task_run_id");
        String path = row.getString("workspace_path");
        if (id == null || id.isBlank() || task == null || path == null) {
            unreadable.add(
                    "a row of workspaces lacks its id, task run or path: '" + id + "', '" + task + "', '" + path + "'");
            return null;
        }
        return new WorkspaceRow(
                id,
                task,
                loopId(row),
                texts.of(row, "workspace_role"),
                texts.of(row, "experiment_type"),
                texts.of(row, "step_name"),
                texts.of(row, "status"),
                path,
                row.getString("created_at_utc"),
                row.getString("updated_at_utc"));
    }

    private static Optional<LoopKey> key(ResultSet row, Texts texts) throws SQLException {
        String task = texts.of(row, "task_run_id");
        Integer loop = loopId(row);
        return task != null && loop != null && LoopKey.isTaskRunId(task)
                ? Optional.of(new LoopKey(task, loop))
                : Optional.empty();
    }

    /** A number, or the text of one where the column was made for texts. */
    private static @Nullable Integer loopId(ResultSet row) throws SQLException {
        Object value = row.getObject("loop_id");
        String text = value instanceof Double real && real == real.longValue()
                ? String.valueOf(real.longValue())
                : String.valueOf(value);
        return LoopKey.loopId(text).orElse(null);
    }

    private static boolean flag(@Nullable String value) {
        return value != null && (value.equals("1") || value.equalsIgnoreCase("true"));
    }
}
