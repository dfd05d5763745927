package dev.loopline.cli.verify;

import dev.loopline.contracts.LoopKey;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the registry says, read at one moment.
 *
 * @param loops rows of {@code loops} whose key can be one
 * @param workspaces rows of {@code workspaces} that belong to a loop
 * @param bundles rows of {@code production_bundles}
 * @param withoutLoop recorded paths of workspaces that name no loop
 * @param notBelieved loops whose flag says that there is a result, while their files do not
 */
record RegistryRows(
        List<LoopRow> loops,
        List<WorkspaceRow> workspaces,
        List<BundleRow> bundles,
        List<String> withoutLoop,
        Set<LoopKey> notBelieved) {

    /**
     * @param flag whether {@code has_result} is set
     * @param status {@code materialization_status}, or empty
     * @param error {@code materialization_error}, or empty
     */
    record LoopRow(
            LoopKey key,
            boolean flag,
            @Nullable String workspaceId,
            @Nullable String workspacePath,
            String status,
            String error) {}

    record WorkspaceRow(LoopKey key, String workspaceId, String path) {}

    record BundleRow(LoopKey key, String bundleId, String path) {}

    static RegistryRows read(Connection registry) throws SQLException {
        List<LoopRow> loops = new ArrayList<>();
        List<WorkspaceRow> workspaces = new ArrayList<>();
        List<BundleRow> bundles = new ArrayList<>();
        List<String> withoutLoop = new ArrayList<>();
        Set<LoopKey> notBelieved = new HashSet<>();
        try (Statement statement = registry.createStatement()) {
            try (ResultSet row = statement.executeQuery("SELECT * FROM loops")) {
                while (row.next()) {
                    LoopRow loop = new LoopRow(
                            key(row).orElseThrow(),
                            isTrue(row.getString("has_result")),
                            row.getString("workspace_id"),
                            row.getString("workspace_path"),
                            text(row, "materialization_status"),
                            text(row, "materialization_error"));
                    loops.add(loop);
                }
            }
            try (ResultSet row = statement.executeQuery("SELECT * FROM workspaces")) {
                while (row.next()) {
                    String path = row.getString("workspace_path");
                    String id = row.getString("workspace_id");
                    key(row).ifPresentOrElse(
                                    key -> workspaces.add(new WorkspaceRow(key, id, path)),
                                    () -> withoutLoop.add(path));
                }
            }
            try (ResultSet row = statement.executeQuery("SELECT * FROM production_bundles")) {
                while (row.next()) {
                    bundles.add(new BundleRow(
                            key(row).orElseThrow(), row.getString("bundle_id"), row.getString("bundle_path")));
                }
            }
            try (ResultSet row = statement.executeQuery("SELECT * FROM loopline_loop WHERE has_result = 0")) {
                while (row.next()) {
                    key(row).ifPresent(notBelieved::add);
                }
            }
        }
        return new RegistryRows(
                List.copyOf(loops),
                List.copyOf(workspaces),
                List.copyOf(bundles),
                List.copyOf(withoutLoop),
                Set.copyOf(notBelieved));
    }

    /** The loops with a result: flagged in the registry, and not contradicted by their files. */
    List<LoopRow> withResult() {
        return loops.stream()
                .filter(loop -> loop.flag() && !notBelieved.contains(loop.key()))
                .toList();
    }

    /** Ids of the bundles of the loops with a result. */
    Set<String> bundleIds() {
        Set<LoopKey> keys =
                new HashSet<>(withResult().stream().map(LoopRow::key).toList());
        Set<String> ids = new HashSet<>();
        bundles.stream().filter(bundle -> keys.contains(bundle.key())).forEach(bundle -> ids.add(bundle.bundleId()));
        return ids;
    }

    private static Optional<LoopKey> key(ResultSet row) throws SQLException {
        String task = row.getString("task_run_id");
        int loop = row.getInt("loop_id");
        boolean named = !row.wasNull() && task != null && loop >= 0 && LoopKey.isTaskRunId(task);
        return named ? Optional.of(new LoopKey(task, loop)) : Optional.empty();
    }

    private static String text(ResultSet row, String column) throws SQLException {
        String value = row.getString(column);
        return value == null ? "" : value;
    }

    /** The flag is stored as 1, {@code '1'} or {@code 'true'}, depending on who set it. */
    private static boolean isTrue(@Nullable String flag) {
        return flag != null && (flag.equals("1") || flag.equalsIgnoreCase("true"));
    }
}
