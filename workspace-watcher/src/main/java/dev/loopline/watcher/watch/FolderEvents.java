package dev.loopline.watcher.watch;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * File events of some folders, turned into signals. An overflow is just another reason to scan. If the system has no more
 * watches to give, scanning goes on without them. Safe for all threads.
 */
final class FolderEvents implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(FolderEvents.class);
    private static final WatchEvent.Kind<?>[] KINDS = {
        StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_DELETE
    };

    /** The database, its write-ahead log, its rollback journal. */
    private static final List<String> WRITTEN_AT_COMMIT = List.of("", "-wal", "-journal");

    private final WatchService service;
    private final Path registryFile;
    private final Signals signals;
    private final Map<Path, WatchKey> watched = new ConcurrentHashMap<>();
    private final Thread thread = new Thread(this::run, "folder-events");
    private volatile @Nullable String problem;
    /** Size and time of the files that SQLite writes at a commit; of the events' thread. */
    private List<String> stamps = List.of();

    FolderEvents(Path folder, Path registryFile, Signals signals) throws IOException {
        this.service = folder.getFileSystem().newWatchService();
        this.registryFile = registryFile;
        this.signals = signals;
        thread.setDaemon(true);
        thread.start();
    }

    /** Watches exactly these folders; those that are not there are left out. */
    void watch(Set<Path> folders) {
        watched.forEach((folder, key) -> {
            if (!folders.contains(folder) || !key.isValid()) {
                key.cancel();
                watched.remove(folder, key);
            }
        });
        for (Path folder : folders) {
            if (!watched.containsKey(folder) && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                add(folder);
            }
        }
    }

    /** Why some folder is not watched, if so. */
    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    int size() {
        return watched.size();
    }

    @Override
    public void close() throws IOException {
        service.close();
    }

    private void add(Path folder) {
        try {
            watched.put(folder, folder.register(service, KINDS));
        } catch (IOException e) {
            if (problem == null) {
                LOG.warnf(
                        "File events of a folder do not arrive, the regular scan finds its changes. folder=%s reason=%s",
                        folder, e.getMessage());
            }
            problem = "no file events from " + folder + ": " + e.getMessage();
        }
    }

    private void run() {
        try {
            while (true) {
                WatchKey key = service.take();
                boolean ofRegistry = key.watchable().equals(registryFile.getParent());
                for (WatchEvent<?> event : key.pollEvents()) {
                    signal(ofRegistry, event);
                }
                key.reset();
            }
        } catch (ClosedWatchServiceException e) {
            LOG.debug("File events are no longer listened to.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @param ofRegistry whether it happened in the registry's folder */
    void signal(boolean ofRegistry, WatchEvent<?> event) {
        if (!ofRegistry) {
            signals.raise(Signals.Kind.FOLDERS);
            return;
        }
        boolean overflow = event.kind() == StandardWatchEventKinds.OVERFLOW;
        boolean mine = String.valueOf(event.context()).startsWith(String.valueOf(registryFile.getFileName()));
        if (overflow || mine && isWritten()) {
            signals.raise(Signals.Kind.REGISTRY);
        }
    }

    /** SQLite touches the files at each opening and closing as well: a program that only reads is no reason to look. */
    private boolean isWritten() {
        List<String> now = WRITTEN_AT_COMMIT.stream()
                .map(suffix -> stamp(registryFile.resolveSibling(registryFile.getFileName() + suffix)))
                .toList();
        boolean written = !now.equals(stamps);
        stamps = now;
        return written;
    }

    /** A file that is missing or cannot be asked has a stamp of its own. */
    private static String stamp(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.lastModifiedTime() + " " + attributes.size();
        } catch (IOException e) {
            return e.getClass().getSimpleName();
        }
    }
}
