package dev.loopline.watcher.adoption;

import dev.loopline.contracts.LoopKey;
import dev.loopline.kit.sql.Sql;
import java.sql.SQLException;
import java.util.List;

/** Reads and writes {@code loopline_adoption}. Stateless. */
final class AdoptionTable {

    private AdoptionTable() {}

    /** All adoptions, the oldest first. */
    static List<Adoption> all(Sql session) throws SQLException {
        return session.list(
                "SELECT folder, task_run_id, loop_id, adopted_at_utc FROM loopline_adoption"
                        + " ORDER BY adopted_at_utc, folder",
                row -> new Adoption(
                        row.getString("folder"),
                        new LoopKey(row.getString("task_run_id"), row.getInt("loop_id")),
                        row.getString("adopted_at_utc")));
    }

    /** Keeps an adoption; one that is kept already stays as it is. */
    static void insert(Sql session, Adoption adoption) throws SQLException {
        session.update(
                "INSERT INTO loopline_adoption (folder, task_run_id, loop_id, adopted_at_utc) VALUES (?, ?, ?, ?)"
                        + " ON CONFLICT (folder) DO NOTHING",
                adoption.folder(),
                adoption.loop().taskRunId(),
                adoption.loop().loopId(),
                adoption.adoptedAt());
    }
}
