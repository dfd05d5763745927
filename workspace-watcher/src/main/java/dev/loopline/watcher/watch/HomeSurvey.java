package dev.loopline.watcher.watch;

import dev.loopline.watcher.discovery.Discovery;
import dev.loopline.watcher.discovery.FolderLister;
import dev.loopline.watcher.discovery.FolderScan;
import dev.loopline.watcher.discovery.PathBook;
import dev.loopline.watcher.discovery.SessionBook;
import dev.loopline.watcher.register.LoopTable;
import dev.loopline.watcher.registry.RegistryPlace;
import dev.loopline.watcher.registry.RegistryRows;
import dev.loopline.watcher.registry.RowReader;
import java.io.IOException;
import java.sql.SQLException;

/** Looks at all rows and all folders of the home, and brings them together if one of them changed. For one thread. */
final class HomeSurvey {

    /** All rows are read again after so many surveys (five minutes) although no commit was noticed. */
    private static final int SURVEYS_WITHOUT_READING = 150;

    /**
     * Where something is undecided (a folder without row, whose metadata files may still come, or a session at work) all is
     * brought together also if nothing changed; in a home with more loops only after so many surveys.
     */
    private static final int LARGE_HOME = 500;

    private static final int SURVEYS_WITHOUT_ASSEMBLY = 5;

    private final WatchedHome watched;
    private final RegistryChanges changes;
    private final SessionBook sessions;
    private final FolderLister folders;
    private final PathBook paths;
    private Survey last = Survey.NONE;
    private RegistryRows rows = RegistryRows.NONE;
    private int sinceReading;
    private int sinceAssembly;

    HomeSurvey(WatchedHome watched, RegistryChanges changes, SessionBook sessions) {
        this.watched = watched;
        this.changes = changes;
        this.sessions = sessions;
        this.folders = new FolderLister(watched.home());
        this.paths = new PathBook(watched.home());
    }

    /**
     * Opens the registry anew if another file lies in its place. To be called before each survey, on the watch loop's thread.
     *
     * @throws IOException if the home or its registry is not there now
     */
    void prepare() throws SQLException, IOException {
        if (watched.registry().isReplaced()) {
            RegistryPlace.require(watched.registry().file(), watched.book().size());
        }
        if (watched.registry().reopenIfReplaced()) {
            watched.registry().write(LoopTable::content, watched.book()::load);
            changes.rowsWritten();
        }
    }

    /** Looks at everything. The rows are asked for after the folders: a folder is never seen without its row. */
    Survey look() throws IOException, SQLException {
        FolderScan listed = folders.list();
        boolean sameFolders = listed.equals(last.folders());
        sinceReading++;
        sinceAssembly++;
        boolean read = changes.takeRowsStale() || sinceReading > SURVEYS_WITHOUT_READING;
        if (read) {
            rows = readRows();
            paths.retryAll();
            sinceReading = 0;
        }
        last = new Survey(read || !sameFolders || isUndecided() ? assemble(listed) : last.discovery(), listed);
        return last;
    }

    private boolean isUndecided() {
        boolean patient = last.discovery().loops().size() >= LARGE_HOME && sinceAssembly <= SURVEYS_WITHOUT_ASSEMBLY;
        return !patient && last.discovery().isUndecided();
    }

    private Discovery assemble(FolderScan listed) {
        sinceAssembly = 0;
        return watched.assembly(listed, rows, paths, sessions.traces(listed.sessions()))
                .assemble();
    }

    private RegistryRows readRows() throws SQLException {
        try {
            return watched.registry().scan(session -> {
                changes.readUntil(RowReader.newestUpdate(session));
                return RowReader.all(session);
            });
        } catch (SQLException e) {
            changes.rowsWritten();
            throw e;
        }
    }
}
