package dev.loopline.cli.status;

import dev.loopline.contracts.LoopKey;
import dev.loopline.kit.sql.Sql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Whether AIstock's database really has the loops that the registry says are in it. The registry's bookkeeping is about the database of
 * that time. Safe for all threads.
 */
public final class ImportedLoops {

    private static final String IMPORTED =
            "SELECT task_run_id, loop_id FROM loopline_loop WHERE content_digest IS NOT NULL AND"
                    + " lower(state) = 'registered' AND imported_revision >= revision";
    private static final String MISSING = "SELECT k.task_run_id, k.loop_id FROM unnest(?::text[], ?::integer[]) AS k"
            + " (task_run_id, loop_id) WHERE NOT EXISTS (SELECT 1 FROM public.aistock_loop_catalog c WHERE c.task_run_id ="
            + " k.task_run_id AND c.loop_id = k.loop_id) ORDER BY 1, 2";

    private final Path registry;
    private final Database aistock;

    /** Opens a connection to AIstock's database. */
    @FunctionalInterface
    public interface Database {
        Connection open() throws SQLException;
    }

    public ImportedLoops(Path registry, Database aistock) {
        this.registry = registry;
        this.aistock = aistock;
    }

    /**
     * Loops that the registry says are imported and the database does not have.
     *
     * @throws SQLException one of the two cannot be asked
     */
    public List<LoopKey> missing() throws SQLException {
        List<LoopKey> imported = imported();
        if (imported.isEmpty()) {
            return List.of();
        }
        try (Sql database = new Sql(aistock.open())) {
            return database.list(
                    MISSING,
                    row -> new LoopKey(row.getString(1), row.getInt(2)),
                    imported.stream().map(LoopKey::taskRunId).toArray(String[]::new),
                    imported.stream().map(LoopKey::loopId).toArray(Integer[]::new));
        }
    }

    private List<LoopKey> imported() throws SQLException {
        if (!Files.exists(registry)) {
            return List.of();
        }
        try (Sql sql = new Sql(RegistryFile.open(registry))) {
            return sql.first(StageReader.TABLE_IS_CURRENT, row -> true).isEmpty()
                    ? List.of()
                    : sql.list(IMPORTED, row -> new LoopKey(row.getString(1), row.getInt(2)));
        }
    }
}
