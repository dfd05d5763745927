package dev.loopline.watcher.watch;

import dev.loopline.contracts.LoopKey;
import dev.loopline.watcher.discovery.Candidate;
import dev.loopline.watcher.discovery.Discovery;
import dev.loopline.watcher.discovery.EndedSessions;
import dev.loopline.watcher.discovery.FolderLister;
import dev.loopline.watcher.discovery.FolderScan;
import dev.loopline.watcher.discovery.LoopAssembly;
import dev.loopline.watcher.discovery.PathBook;
import dev.loopline.watcher.discovery.SessionBook;
import dev.loopline.watcher.discovery.SessionTrace;
import dev.loopline.watcher.home.RdAgentHome;
import dev.loopline.watcher.register.LoopBook;
import dev.loopline.watcher.register.RecordedTime;
import dev.loopline.watcher.registry.Registry;
import dev.loopline.watcher.registry.RegistryRows;
import dev.loopline.watcher.registry.RowReader;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Looks at the home: at all of it, or only at what RD-Agent recorded since the last look, which costs the same however long
 * the history is. {@link #all} may run on one thread while another calls the other methods.
 */
final class HomeLook {

    /**
     * Two machines' clocks, or a transaction that took long, may bring a row that looks older than the newest one. A row
     * that looks older still is found by the next look at everything.
     */
    private static final Duration MARGIN = Duration.ofSeconds(2);

    /** All rows are read again after so many scans (five minutes) although nobody seems to have written. */
    private static final int SCANS_WITHOUT_READING = 150;

    /**
     * Folders and rows are brought together again when one of them changed. Where something is undecided (a folder without
     * row, whose metadata files may still come, or a session at work) that is done all the same, in a home with more loops
     * only after so many scans.
     */
    private static final int LARGE_HOME = 500;

    private static final int SCANS_WITHOUT_ASSEMBLY = 5;

    private final RdAgentHome home;
    private final Registry registry;
    private final LoopBook book;
    private final PathBook pathsOfAll;
    private final PathBook pathsOfRecent;
    private final FolderLister folders;
    private final SessionBook sessions;
    private final EndedSessions ended;
    private RegistryRows rows = RegistryRows.NONE;
    private volatile Discovery discovery = new Discovery(Map.of(), List.of());
    private int scansSinceReading;
    private int scansSinceAssembly;
    private boolean undecided;
    private volatile FolderScan scan = FolderScan.NONE;
    private final AtomicBoolean unseenCommit = new AtomicBoolean();
    private volatile boolean rowsStale = true;
    private volatile String newestUpdate = "";

    HomeLook(RdAgentHome home, Registry registry, LoopBook book, SessionBook sessions) {
        this.home = home;
        this.registry = registry;
        this.book = book;
        this.pathsOfAll = new PathBook(home);
        this.pathsOfRecent = new PathBook(home);
        this.folders = new FolderLister(home);
        this.sessions = sessions;
        this.ended = new EndedSessions(pathsOfRecent);
    }

    /** Looks at everything. */
    Discovery all() throws IOException, SQLException {
        FolderScan listed = folders.list();
        boolean sameFolders = listed.equals(scan);
        scan = listed;
        if (registry.changedByOthers()) {
            rowsStale = true;
            unseenCommit.set(true);
        }
        scansSinceReading++;
        scansSinceAssembly++;
        boolean read = rowsStale || scansSinceReading > SCANS_WITHOUT_READING;
        if (read) {
            rowsStale = false;
            rows = readAll();
            pathsOfAll.retryAll();
            scansSinceReading = 0;
        }
        boolean patient = discovery.loops().size() >= LARGE_HOME && scansSinceAssembly <= SCANS_WITHOUT_ASSEMBLY;
        if (read || !sameFolders || (undecided && !patient)) {
            discovery = assembly(listed, rows, pathsOfAll, sessions.traces(listed.sessions()))
                    .assemble();
            undecided = discovery.isUndecided();
            scansSinceAssembly = 0;
        }
        return discovery;
    }

    private RegistryRows readAll() throws SQLException {
        try {
            return registry.scan(session -> {
                newestUpdate = RowReader.newestUpdate(session);
                return RowReader.all(session);
            });
        } catch (SQLException e) {
            rowsStale = true;
            throw e;
        }
    }

    /** Whether RD-Agent committed something since this was last asked. */
    boolean isRegistryChanged() throws SQLException {
        boolean changed = registry.changedByOthers();
        if (changed) {
            rowsStale = true;
        }
        return unseenCommit.getAndSet(false) || changed;
    }

    /** Looks at the loops that were recorded since the last look, and at these. */
    Discovery recent(Set<LoopKey> also) throws SQLException {
        String newest = newestUpdate;
        String since = RecordedTime.parse(newest)
                .map(at -> RecordedTime.format(at.minus(MARGIN)))
                .orElse(newest);
        RegistryRows recent = registry.view(session -> {
            Set<LoopKey> keys = new HashSet<>(also);
            keys.addAll(RowReader.changedSince(session, since));
            newestUpdate = RowReader.newestUpdate(session);
            return RowReader.of(session, keys);
        });
        Discovery full = discovery;
        List<SessionTrace> traces = ended.of(
                recent.loops(),
                row -> Optional.ofNullable(full.loops().get(row.key())).map(Candidate::session));
        Discovery found = assembly(scan, recent, pathsOfRecent, traces).assembleRowsOnly();
        return withSessions(found);
    }

    /** Sessions that are at work, or had ended before, are looked at by the full look only; what it found is kept in mind. */
    private Discovery withSessions(Discovery recent) {
        Discovery full = discovery;
        Map<LoopKey, Candidate> loops = new HashMap<>(recent.loops());
        loops.replaceAll((key, candidate) -> {
            Candidate before = full.loops().get(key);
            return before == null ? candidate : candidate.withSession(before.session());
        });
        return new Discovery(loops, recent.unassigned());
    }

    /** We wrote rows of loops that had none. */
    void rowsAdded() {
        rowsStale = true;
    }

    /** The folders as they were listed last. */
    FolderScan folders() {
        return scan;
    }

    private LoopAssembly assembly(FolderScan listed, RegistryRows of, PathBook paths, List<SessionTrace> traces) {
        return new LoopAssembly(
                listed, of, paths, folder -> book.ownerOf(home.paths().relativize(folder)), traces);
    }
}
