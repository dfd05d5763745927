package dev.loopline.cli.verify;

import dev.loopline.contracts.LoopKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the registry says, read at one moment. Where Loopline keeps a row because the table did not take it, that row counts.
 *
 * @param loops rows of {@code loops} whose key can be one, each loop once
 * @param repeated loops with several rows in {@code loops}
 * @param workspaces rows of {@code workspaces} that belong to a loop
 * @param bundles rows of {@code production_bundles} that belong to a loop
 * @param withoutLoop rows that name no loop: recorded paths of workspaces
 * @param unreadable how many rows of {@code loops} and {@code production_bundles} name no loop
 * @param known what Loopline noted of the loops that it registered
 */
record RegistryRows(
        List<LoopRow> loops,
        Set<LoopKey> repeated,
        List<WorkspaceRow> workspaces,
        List<BundleRow> bundles,
        List<String> withoutLoop,
        int unreadable,
        Map<LoopKey, Known> known) {

    /** For so long a loop may be on its way before it counts as lost. */
    private static final Duration ON_ITS_WAY = Duration.ofMinutes(15);

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

    /** @param kept why Loopline keeps the row apart; empty if it stands in the table */
    record BundleRow(LoopKey key, String bundleId, String path, String kept) {}

    /**
     * A row of {@code loopline_loop}.
     *
     * @param hasResult what the files say; null before the backfill
     * @param failed whether a service gave the newest revision up
     * @param through whether AIstock has the newest revision
     * @param withdrawn whether the loop is gone
     * @param origin {@code registry} or {@code folder}; empty if it is known from events only
     * @param registeredAt when the newest revision was registered, or null
     */
    record Known(
            @Nullable Boolean hasResult,
            boolean failed,
            boolean through,
            boolean withdrawn,
            String origin,
            @Nullable Instant registeredAt) {

        boolean isOnItsWay(Instant now) {
            return !failed && !through && registeredAt != null && registeredAt.isAfter(now.minus(ON_ITS_WAY));
        }
    }

    static RegistryRows read(Connection registry) throws SQLException {
        Map<LoopKey, LoopRow> loops = new LinkedHashMap<>();
        Set<LoopKey> repeated = new HashSet<>();
        Set<LoopKey> kept = new HashSet<>();
        int unreadable = 0;
        for (RegistryTable.TableRow row : RegistryTable.rows(registry, "loops")) {
            LoopKey key = key(row).orElse(null);
            if (key == null) {
                unreadable++;
            } else if (loops.putIfAbsent(key, loop(key, row)) == null) {
                if (row.kept()) {
                    kept.add(key);
                }
            } else if (!kept.remove(key)) {
                repeated.add(key);
            }
        }
        List<WorkspaceRow> workspaces = new ArrayList<>();
        List<String> withoutLoop = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (RegistryTable.TableRow row : RegistryTable.rows(registry, "workspaces")) {
            String path = row.text("workspace_path");
            String id = row.text("workspace_id");
            Optional<LoopKey> key = key(row);
            if (key.isEmpty()) {
                withoutLoop.add(path);
            } else if (ids.add(key.get() + " " + id)) {
                workspaces.add(new WorkspaceRow(key.get(), id, path));
            }
        }
        List<BundleRow> bundles = new ArrayList<>();
        unreadable += bundles(registry, bundles);
        return new RegistryRows(
                List.copyOf(loops.values()),
                Set.copyOf(repeated),
                List.copyOf(workspaces),
                List.copyOf(bundles),
                List.copyOf(withoutLoop),
                unreadable,
                known(registry));
    }

    /** Fills in the rows and returns how many name no loop. */
    private static int bundles(Connection registry, List<BundleRow> out) throws SQLException {
        int unreadable = 0;
        Set<LoopKey> kept = new HashSet<>();
        for (RegistryTable.TableRow row : RegistryTable.rows(registry, "production_bundles")) {
            Optional<LoopKey> key = key(row);
            if (key.isEmpty()) {
                unreadable++;
                continue;
            }
            if (row.kept()) {
                kept.add(key.get());
            }
            boolean hidden = kept.contains(key.get()) && !row.kept();
            boolean isRemoved = row.kept() && row.get("bundle_id") == null;
            if (!hidden && !isRemoved) {
                out.add(new BundleRow(
                        key.get(),
                        row.text("bundle_id"),
                        row.text("bundle_path"),
                        row.kept() ? row.text("refusal") : ""));
            }
        }
        return unreadable;
    }

    private static Map<LoopKey, Known> known(Connection registry) throws SQLException {
        Map<LoopKey, Known> known = new HashMap<>();
        for (RegistryTable.TableRow row : RegistryTable.rows(registry, "loopline_loop")) {
            String result = row.get("has_result");
            long revision = row.number("revision");
            Known loop = new Known(
                    result == null ? null : (Boolean) result.equals("1"),
                    row.number("failed_revision") > 0 && row.number("failed_revision") >= revision,
                    row.number("imported_revision") >= revision,
                    row.text("state").equals("withdrawn"),
                    row.text("origin"),
                    time(row.text("registered_at_utc")));
            key(row).ifPresent(key -> known.put(key, loop));
        }
        return Map.copyOf(known);
    }

    private static @Nullable Instant time(String text) {
        try {
            return text.isEmpty() ? null : java.time.OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static LoopRow loop(LoopKey key, RegistryTable.TableRow row) {
        return new LoopRow(
                key,
                isTrue(row.get("has_result")),
                row.get("workspace_id"),
                row.get("workspace_path"),
                row.text("materialization_status"),
                row.text("materialization_error"));
    }

    /** The loops whose row says that there is a result. */
    List<LoopRow> flagged() {
        return loops.stream().filter(LoopRow::flag).toList();
    }

    private static Optional<LoopKey> key(RegistryTable.TableRow row) {
        return LoopKey.parse(row.text("task_run_id") + "/" + row.text("loop_id"));
    }

    /** The flag is stored as 1, {@code '1'} or {@code 'true'}, depending on who set it. */
    private static boolean isTrue(@Nullable String flag) {
        return flag != null && (flag.equals("1") || flag.equalsIgnoreCase("true"));
    }
}
