package dev.loopline.simulation;

import dev.loopline.kit.sql.Sql;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A person puts an older copy of the registry in place, or has RD-Agent make it anew: RD-Agent's own rows are as they were, those of
 * Loopline are older or gone. For one thread.
 */
final class RegistryFaults {

    private static final String TABLES = "SELECT name FROM %s.sqlite_master WHERE type = 'table'"
            + " AND name NOT LIKE 'sqlite_%%' AND name %s LIKE 'loopline_%%'";

    private final Path registry;
    private final Path copy;

    RegistryFaults(Path registry) {
        this.registry = registry;
        this.copy = registry.resolveSibling("older-copy");
    }

    String take(SplittableRandom random) {
        try {
            if (!Files.exists(copy)) {
                copyTo(copy);
                return "copied";
            }
            boolean anew = random.nextInt(3) == 0;
            putInPlace(anew);
            return anew ? "made anew" : "older copy put in place";
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void copyTo(Path target) throws SQLException {
        try (Sql sql = open(registry)) {
            sql.execute("VACUUM INTO '" + target + "'");
        }
    }

    private void putInPlace(boolean anew) throws SQLException, IOException {
        Path next = registry.resolveSibling("next");
        Files.copy(copy, next, StandardCopyOption.REPLACE_EXISTING);
        try (Sql sql = open(next)) {
            sql.execute("ATTACH '" + registry + "' AS present");
            for (String table : tables(sql, "present", "NOT")) {
                sql.execute("DELETE FROM main." + table);
                sql.execute("INSERT INTO main." + table + " SELECT * FROM present." + table);
            }
            if (anew) {
                for (String table : tables(sql, "main", "")) {
                    sql.execute("DROP TABLE " + table);
                }
            }
            sql.execute("DETACH present");
        }
        for (String suffix : List.of("-wal", "-shm")) {
            Files.deleteIfExists(registry.resolveSibling(registry.getFileName() + suffix));
        }
        Files.move(next, registry, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static List<String> tables(Sql sql, String database, String not) throws SQLException {
        return sql.list(TABLES.formatted(database, not), row -> row.getString(1));
    }

    private static Sql open(Path file) throws SQLException {
        return new Sql(DriverManager.getConnection("jdbc:sqlite:" + file));
    }
}
