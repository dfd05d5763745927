package dev.loopline.bundle.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Temporary files of one bundler, beside the archives so that a rename moves them. A locked file says that the bundler
 * lives; {@link #removeStale} removes what dead ones left behind and never touches those of a living one, nor anything
 * that is not named like a temporary file. Safe for all threads.
 */
final class TemporaryFiles implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(TemporaryFiles.class);
    private static final Pattern OWN = Pattern.compile("([0-9a-f]{32})(?:-[0-9]+\\.tmp|\\.owner)");

    /** Bundlers of this process. A second channel on such a file would, when closed, let go of the lock of the first. */
    private static final Set<String> IN_THIS_PROCESS = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final String owner;
    private final AtomicLong counter = new AtomicLong();
    private final FileChannel alive;

    private TemporaryFiles(Path folder, String owner, FileChannel alive) {
        this.folder = folder;
        this.owner = owner;
        this.alive = alive;
    }

    static TemporaryFiles open(Path folder) throws IOException {
        while (true) {
            String owner = UUID.randomUUID().toString().replace("-", "");
            IN_THIS_PROCESS.add(owner);
            Path file = ownerFile(folder, owner);
            FileChannel alive = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            alive.lock();
            // Another bundler may have taken the file for a dead one's, in the moment before it was locked.
            if (Files.exists(file)) {
                return new TemporaryFiles(folder, owner, alive);
            }
            alive.close();
            IN_THIS_PROCESS.remove(owner);
        }
    }

    /** A name that no file has; the file is not created. */
    Path next() {
        return folder.resolve(owner + "-" + counter.incrementAndGet() + ".tmp");
    }

    /** @return how many temporary files were removed */
    int removeStale() throws IOException {
        List<Path> stale = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Matcher name = OWN.matcher(file.getFileName().toString());
                if (name.matches() && isGone(name.group(1))) {
                    stale.add(file);
                }
            }
        }
        for (Path file : stale) {
            Files.deleteIfExists(file);
            LOG.infof("A temporary file of a bundler that is gone was removed. file=%s", file.getFileName());
        }
        return stale.size();
    }

    @Override
    public void close() throws IOException {
        alive.close();
        Files.deleteIfExists(ownerFile(folder, owner));
        IN_THIS_PROCESS.remove(owner);
    }

    private static Path ownerFile(Path folder, String id) {
        return folder.resolve(id + ".owner");
    }

    /** If so, the owner's file is removed as well, while it is locked. */
    private boolean isGone(String id) throws IOException {
        if (IN_THIS_PROCESS.contains(id)) {
            return false;
        }
        Path file = ownerFile(folder, id);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock != null) {
                Files.deleteIfExists(file);
            }
            return lock != null;
        } catch (NoSuchFileException e) {
            return true;
        }
    }
}
