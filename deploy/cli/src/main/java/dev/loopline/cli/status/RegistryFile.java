package dev.loopline.cli.status;

import dev.loopline.cli.text.Texts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/** RD-Agent's registry, opened for reading only: no lock that RD-Agent or the watcher could feel. */
public final class RegistryFile {

    private static final int BUSY_MS = 5000;

    private RegistryFile() {}

    /** Where the registry lies: {@code LOOPLINE_WATCHER_REGISTRY} if that is set, as for the watcher. */
    public static Path of(Path rdagentHome) {
        String elsewhere = System.getenv("LOOPLINE_WATCHER_REGISTRY");
        return elsewhere == null || elsewhere.isBlank()
                ? rdagentHome.resolve("RDagentDB").resolve("registry.sqlite")
                : Path.of(elsewhere);
    }

    /**
     * @return a connection that can only read; the caller closes it
     * @throws SQLException if the file is missing or no SQLite database
     */
    public static Connection open(Path file) throws SQLException {
        if (!Files.isRegularFile(file)) {
            throw new SQLException(Texts.text("registry.missing", file));
        }
        SQLiteConfig config = new SQLiteConfig();
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        config.resetOpenMode(SQLiteOpenMode.READWRITE);
        config.setOpenMode(SQLiteOpenMode.READONLY);
        config.setBusyTimeout(BUSY_MS);
        return config.createConnection("jdbc:sqlite:" + file);
    }
}
