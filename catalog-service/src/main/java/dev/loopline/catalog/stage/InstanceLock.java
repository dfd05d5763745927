package dev.loopline.catalog.stage;

import dev.loopline.kit.startup.StartupRefusedException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Lets one instance at a time work with a state folder. The operating system frees the lock when a process dies. */
final class InstanceLock implements AutoCloseable {

    static final String FILE_NAME = "catalog.lock";

    private static final Logger LOG = Logger.getLogger(InstanceLock.class);

    private final FileChannel channel;

    private InstanceLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock; while another process has it, waits until that ends or this process is to stop.
     *
     * @throws StartupRefusedException if this process is to stop, or if this very process has the lock already
     */
    static InstanceLock acquire(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve(FILE_NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                LOG.infof("Another instance works with this state; waiting until it ends. folder=%s", folder);
                waitFor(channel);
                LOG.infof("The other instance ended; taking over. folder=%s", folder);
            }
            return new InstanceLock(channel);
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new StartupRefusedException("this process uses the state folder " + folder + " already", e);
        }
    }

    private static void waitFor(FileChannel channel) throws IOException {
        Thread waiting = Thread.currentThread();
        Thread stop = new Thread(waiting::interrupt, "catalog-lock-stop");
        Runtime.getRuntime().addShutdownHook(stop);
        try {
            @Nullable FileLock lock = channel.lock();
            LOG.debugf("Lock taken. lock=%s", lock);
        } catch (FileLockInterruptionException e) {
            channel.close();
            throw new StartupRefusedException("stopped while another instance was working", e);
        } finally {
            removeHook(stop);
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            LOG.debug("The process is stopping, so the hook stays.", e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
