package dev.loopline.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A copy of RD-Agent's registry, and how it is put back while everything runs. What Loopline knows is then as old as the copy;
 * RD-Agent's rows are not, because what is lost of them no program can know. For one thread.
 */
final class RegistryBackup {

    private final Path registry;
    private final Path copy;

    RegistryBackup(Path home, Path copy) {
        this.registry = home.resolve("RDagentDB/registry.sqlite");
        this.copy = copy;
    }

    void take() throws IOException, SQLException {
        Files.deleteIfExists(copy);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + registry);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 10000");
            statement.execute("VACUUM INTO '" + copy + "'");
        }
    }

    /** @throws IOException if there is no copy */
    void putBack() throws IOException, SQLException {
        if (!Files.exists(copy)) {
            throw new IOException("no copy was taken");
        }
        bringRowsOfRdAgent();
        Files.deleteIfExists(registry.resolveSibling("registry.sqlite-wal"));
        Files.deleteIfExists(registry.resolveSibling("registry.sqlite-shm"));
        Files.move(copy, registry, StandardCopyOption.REPLACE_EXISTING);
    }

    private void bringRowsOfRdAgent() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + copy);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 10000");
            statement.execute("ATTACH '" + registry + "' AS live");
            for (String table : tables(statement)) {
                statement.execute("DELETE FROM main." + table);
                statement.execute("INSERT INTO main." + table + " SELECT * FROM live." + table);
            }
        }
    }

    private static List<String> tables(Statement statement) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery("SELECT name FROM main.sqlite_master WHERE type = 'table'"
                + " AND name NOT LIKE 'loopline%' AND name NOT LIKE 'sqlite%'")) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        return tables;
    }
}
