package dev.loopline.cli.status;

import dev.loopline.kit.sql.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Counts loops by the watcher's bookkeeping in the registry. Keeps no file open, and opens none until the registry was written to: each
 * opening sets off file events. Safe for all threads.
 */
public final class StageReader {

    /** An older watcher's table has no such column until the watcher starts again. */
    static final String TABLE_IS_CURRENT =
            "SELECT 1 FROM pragma_table_info('loopline_loop') WHERE name = 'failed_revision'";

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

    /** A file system's clock ticks: what was written just before it was read may be followed by more in the same tick. */
    private static final Duration LONGEST_TICK = Duration.ofSeconds(2);

    private final Path registry;
    private volatile Seen seen = new Seen("", StageCounts.NONE);

    /** The counts that belong to files which looked like this; an empty text is like none. */
    private record Seen(String files, StageCounts counts) {}

    public StageReader(Path registry) {
        this.registry = registry;
    }

    /** The counts now; all zero if the watcher has registered nothing yet. */
    public StageCounts read() throws SQLException {
        if (!Files.exists(registry)) {
            return StageCounts.NONE;
        }
        Seen before = seen;
        String files = settledFiles();
        if (!files.isEmpty() && files.equals(before.files())) {
            return before.counts();
        }
        StageCounts counts = count();
        seen = new Seen(files, counts);
        return counts;
    }

    /** How the files look that a commit changes, or nothing if one was written a moment ago or cannot be asked. */
    private String settledFiles() {
        StringBuilder files = new StringBuilder();
        try {
            for (String suffix : List.of("", "-wal", "-journal")) {
                Path file = registry.resolveSibling(registry.getFileName() + suffix);
                if (Files.exists(file)) {
                    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                    Instant written = attributes.lastModifiedTime().toInstant();
                    if (written.isAfter(Instant.now().minus(LONGEST_TICK))) {
                        return "";
                    }
                    files.append(suffix).append(' ').append(written).append(' ').append(attributes.size());
                }
            }
        } catch (IOException e) {
            return "";
        }
        return files.toString();
    }

    private StageCounts count() throws SQLException {
        try (Sql sql = new Sql(RegistryFile.open(registry))) {
            return sql.first(TABLE_IS_CURRENT, row -> true).isEmpty()
                    ? StageCounts.NONE
                    : sql.one(
                            COUNTS,
                            row -> new StageCounts(
                                    row.getLong("registered"),
                                    row.getLong("backfilled"),
                                    row.getLong("with_result"),
                                    row.getLong("bundled"),
                                    row.getLong("imported"),
                                    row.getLong("failed"),
                                    row.getLong("open")));
        }
    }
}
