package dev.loopline.cli.status;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Counts loops by the watcher's bookkeeping in the registry. Opens the file anew each time; safe for all threads. */
public final class StageReader {

    /** An older watcher's table has no such column until the watcher starts again. */
    private static final String TABLE_IS_CURRENT =
            "SELECT count(*) FROM pragma_table_info('loopline_loop') WHERE name = 'failed_revision'";

    private static final String COUNTS = """
            SELECT count(*) AS registered,
                   coalesce(sum(backfilled_revision >= revision), 0) AS backfilled,
                   coalesce(sum(has_result = 1 AND backfilled_revision >= revision), 0) AS with_result,
                   coalesce(sum(has_result = 1 AND bundled_revision >= revision), 0) AS bundled,
                   coalesce(sum(imported_revision >= revision), 0) AS imported,
                   coalesce(sum(failed_revision >= revision), 0) AS failed,
                   coalesce(sum(NOT (imported_revision >= revision OR failed_revision >= revision
                                     OR (backfilled_revision >= revision AND has_result IS 0))), 0) AS open
            FROM loopline_loop WHERE content_digest IS NOT NULL AND lower(state) = 'registered'
            """;

    private final Path registry;

    public StageReader(Path registry) {
        this.registry = registry;
    }

    /** The counts now; all zero if the watcher has registered nothing yet. */
    public StageCounts read() throws SQLException {
        if (!Files.exists(registry)) {
            return StageCounts.NONE;
        }
        try (Connection connection = RegistryFile.open(registry);
                Statement statement = connection.createStatement()) {
            try (ResultSet tables = statement.executeQuery(TABLE_IS_CURRENT)) {
                if (tables.getInt(1) == 0) {
                    return StageCounts.NONE;
                }
            }
            try (ResultSet row = statement.executeQuery(COUNTS)) {
                return new StageCounts(
                        row.getLong("registered"),
                        row.getLong("backfilled"),
                        row.getLong("with_result"),
                        row.getLong("bundled"),
                        row.getLong("imported"),
                        row.getLong("failed"),
                        row.getLong("open"));
            }
        }
    }
}
