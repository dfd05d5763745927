package dev.loopline.cli.backup;

import dev.loopline.cli.status.RegistryFile;
import dev.loopline.cli.text.Texts;
import dev.loopline.kit.sql.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;

/**
 * Copies a SQLite database with SQLite's backup API: one state of it, however much is written meanwhile. No writer
 * waits, because in WAL mode a reader holds none up. The copy is one file without a journal beside it. Stateless.
 *
 * <p>To copy the file itself would lose what is in its journal, and mix two states during a write (see "How To Corrupt
 * An SQLite Database File", section 1.2, on sqlite.org).
 */
final class DatabaseCopy {

    private static final int ALL_PAGES = -1;
    private static final int BETWEEN_TRIES_MS = 50;
    private static final int TRIES_WHEN_BUSY = 200;

    private DatabaseCopy() {}

    /**
     * Copies and verifies.
     *
     * @throws BackupException if the source or the copy is damaged
     * @throws SQLException if the source cannot be read
     */
    static PartResult run(Part.Database part, Path target) throws SQLException, IOException {
        SortedMap<String, Long> expected = copy(part.source(), target);
        SortedMap<String, Long> found = verify(target);
        if (!found.equals(expected)) {
            throw new BackupException(Texts.text("backup.rows", part.source(), found, expected));
        }
        long loops = found.getOrDefault("loops", 0L);
        return new PartResult(
                part.name(),
                true,
                part.source().toString(),
                1,
                Files.size(target),
                Texts.text("backup.registry", loops, found.size()),
                List.of());
    }

    /** Counts the rows in the transaction whose state is copied. */
    private static SortedMap<String, Long> copy(Path source, Path target) throws SQLException {
        try (Connection connection = RegistryFile.open(source)) {
            connection.setAutoCommit(false);
            SortedMap<String, Long> rows = rows(connection);
            int code = connection
                    .unwrap(SQLiteConnection.class)
                    .getDatabase()
                    .backup(
                            "main",
                            target.toString(),
                            (remaining, pages) -> {},
                            BETWEEN_TRIES_MS,
                            TRIES_WHEN_BUSY,
                            ALL_PAGES);
            if (code != SQLiteErrorCode.SQLITE_OK.code) {
                throw new SQLException(SQLiteErrorCode.getErrorCode(code).message);
            }
            connection.rollback();
            return rows;
        }
    }

    private static SortedMap<String, Long> verify(Path copy) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + copy)) {
            Sql sql = new Sql(connection);
            sql.one("PRAGMA journal_mode = DELETE", row -> row.getString(1));
            String first = sql.one("PRAGMA integrity_check", row -> row.getString(1));
            if (!first.equals("ok")) {
                throw new BackupException(Texts.text("backup.damaged", first));
            }
            return rows(connection);
        }
    }

    private static SortedMap<String, Long> rows(Connection connection) throws SQLException {
        Sql sql = new Sql(connection);
        SortedMap<String, Long> rows = new TreeMap<>();
        for (String table : sql.list("SELECT name FROM sqlite_master WHERE type = 'table'", row -> row.getString(1))) {
            String quoted = '"' + table.replace("\"", "\"\"") + '"';
            rows.put(table, sql.one("SELECT COUNT(*) FROM " + quoted, row -> row.getLong(1)));
        }
        return rows;
    }
}
