package dev.loopline.bundle.store;

import dev.loopline.contracts.file.FolderLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Temporary files of one bundler, beside the archives so that a rename moves them. A locked file says that the bundler
 * lives; {@link #open} removes what dead ones left behind and never touches those of a living one, nor anything
 * that is not named like a temporary file. Safe for all threads.
 */
final class TemporaryFiles implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(TemporaryFiles.class);
    private static final Pattern OWN = Pattern.compile("([0-9a-f]{32})(?:-[0-9]+\\.tmp|\\.owner)");

    private final Path folder;
    private final String owner;
    private final AtomicLong counter = new AtomicLong();
    private final FolderLock alive;

    private TemporaryFiles(Path folder, String owner, FolderLock alive) {
        this.folder = folder;
        this.owner = owner;
        this.alive = alive;
    }

    /**
     * Begins a bundler's life and removes what dead ones left behind. To be called under the commit lock: then no other
     * bundler finds the owner's file before it is locked.
     */
    static TemporaryFiles open(Path folder) throws IOException {
        String owner = UUID.randomUUID().toString().replace("-", "");
        TemporaryFiles files = new TemporaryFiles(folder, owner, FolderLock.take(ownerFile(folder, owner)));
        files.removeStale();
        return files;
    }

    /** A name that no file has; the file is not created. */
    Path next() {
        return folder.resolve(owner + "-" + counter.incrementAndGet() + ".tmp");
    }

    private void removeStale() throws IOException {
        List<Path> present;
        try (Stream<Path> files = Files.list(folder)) {
            present = files.toList();
        }
        for (Path file : present) {
            Matcher name = OWN.matcher(file.getFileName().toString());
            if (name.matches() && isGone(name.group(1))) {
                Files.deleteIfExists(file);
                LOG.infof("A temporary file of a bundler that is gone was removed. file=%s", file.getFileName());
            }
        }
    }

    @Override
    public void close() throws IOException {
        alive.close();
        Files.deleteIfExists(ownerFile(folder, owner));
    }

    private static Path ownerFile(Path folder, String id) {
        return folder.resolve(id + ".owner");
    }

    /** If so, the owner's file is removed as well, while it is locked. */
    private boolean isGone(String id) throws IOException {
        Path file = ownerFile(folder, id);
        Optional<FolderLock> lock = FolderLock.tryTake(file);
        if (lock.isPresent()) {
            Files.deleteIfExists(file);
            lock.get().close();
        }
        return lock.isPresent();
    }
}
