package dev.loopline.catalog.stage;

import dev.loopline.contracts.file.FolderLock;
import dev.loopline.kit.startup.StartupRefusedException;
import java.io.IOException;
import java.nio.channels.FileLockInterruptionException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Lets one instance at a time work with a state folder. Stateless. */
final class InstanceLock {

    private static final String FILE_NAME = "catalog.lock";
    private static final Logger LOG = Logger.getLogger(InstanceLock.class);

    private InstanceLock() {}

    /**
     * Takes the lock; while another process has it, waits until that ends or this process is to stop.
     *
     * @throws StartupRefusedException if this process is to stop, or if this very process has the lock already
     */
    static FolderLock acquire(Path folder) throws IOException {
        Path file = folder.resolve(FILE_NAME);
        Optional<FolderLock> lock = FolderLock.tryTake(file);
        return lock.isPresent() ? lock.get() : waitFor(file);
    }

    private static FolderLock waitFor(Path file) throws IOException {
        StopHook stop = StopHook.interruptingThisThread();
        try {
            LOG.infof(
                    "Another instance works with this state; waiting until it ends. owner=%s file=%s",
                    FolderLock.ownerOf(file), file);
            FolderLock lock = FolderLock.take(file);
            LOG.infof("The other instance ended; taking over. file=%s", file);
            return lock;
        } catch (OverlappingFileLockException e) {
            throw new StartupRefusedException("this process uses the state folder of " + file + " already", e);
        } catch (FileLockInterruptionException e) {
            throw new StartupRefusedException("stopped while another instance was working", e);
        } finally {
            stop.remove();
        }
    }
}
