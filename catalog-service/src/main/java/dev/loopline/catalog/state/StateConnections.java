package dev.loopline.catalog.state;

import dev.loopline.kit.sql.Sql;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;

/** Opens and tunes connections to the file of a state. Stateless. */
final class StateConnections {

    private static final int BUSY_TIMEOUT_MS = 10_000;
    /** Negative: KiB, not pages. Holds the inner pages of the indexes at a hundred thousand loops. */
    private static final int CACHE_KIB = -12_000;

    /** SQLite's own default. */
    private static final int USUAL_PAGES = 1000;

    private static final int MUCH_PAGES = 16_384;

    private StateConnections() {}

    /**
     * Opens for writing, in WAL mode. {@code synchronous = NORMAL}: a power cut may take the last transactions, and with
     * them the read positions that they hold, so what is lost is read again.
     */
    static Sql writer(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        config.setCacheSize(CACHE_KIB);
        // They are not used, and reading them costs a statement after each insert.
        config.setGetGeneratedKeys(false);
        return open(config, file);
    }

    static Sql reader(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        return open(config, file);
    }

    private static Sql open(SQLiteConfig config, Path file) throws SQLException {
        config.setBusyTimeout(BUSY_TIMEOUT_MS);
        return Sql.keeping(config.createConnection("jdbc:sqlite:" + file));
    }

    /**
     * While much is written, the journal is carried over into the file seldom, because each time waits for the disk; the
     * journal may then grow to 64 MB.
     */
    static void writesMuch(Sql db, boolean much) throws SQLException {
        db.number("PRAGMA wal_autocheckpoint = " + (much ? MUCH_PAGES : USUAL_PAGES));
    }

    /**
     * Carries the journal over into the file and waits for the disk, so that not even a power cut takes anything that was
     * committed so far.
     *
     * @throws SQLException if another connection reads from the journal, or the disk fails
     */
    static void harden(Sql db) throws SQLException {
        if (db.one("PRAGMA wal_checkpoint(TRUNCATE)", row -> row.getBoolean(1))) {
            throw new SQLException("another connection uses the file");
        }
    }
}
