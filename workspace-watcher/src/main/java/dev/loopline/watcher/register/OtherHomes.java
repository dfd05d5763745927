package dev.loopline.watcher.register;

import dev.loopline.contracts.LoopKey;
import dev.loopline.kit.sql.Sql;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The loops that other homes announced, in {@code loopline_other_home}: a key belongs to the home that used it first. Stateless; the
 * session decides on the thread.
 */
public final class OtherHomes {

    /** Stands for a home that is not named: the catalogs have a loop of this key from another one. */
    public static final String NOT_NAMED = "?";

    private OtherHomes() {}

    /** @param home empty if that home withdrew the loop, then its key is free again */
    public static void note(Sql session, LoopKey key, Optional<String> home) throws SQLException {
        if (home.isPresent()) {
            session.update(
                    "INSERT OR REPLACE INTO loopline_other_home (task_run_id, loop_id, home) VALUES (?, ?, ?)",
                    key.taskRunId(),
                    key.loopId(),
                    home.get());
        } else {
            session.update(
                    "DELETE FROM loopline_other_home WHERE task_run_id = ? AND loop_id = ?",
                    key.taskRunId(),
                    key.loopId());
        }
    }

    /** All of them, each with its home. */
    static Map<LoopKey, String> all(Sql session) throws SQLException {
        Map<LoopKey, String> homes = new HashMap<>();
        session.list(
                        "SELECT task_run_id, loop_id, home FROM loopline_other_home",
                        row -> Map.entry(new LoopKey(row.getString(1), row.getInt(2)), row.getString(3)))
                .forEach(entry -> homes.put(entry.getKey(), entry.getValue()));
        return homes;
    }
}
