package dev.loopline.embedded;

import dev.loopline.contracts.file.FileTrees;
import dev.loopline.contracts.file.FolderLock;
import dev.loopline.contracts.file.PrivateFolder;
import dev.loopline.embedded.EmbeddedServerException.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folder of one server, owned by this process until {@link #close()}: the operating system drops the lock when the
 * process dies, however it dies. It is for its owner's eyes only. Not safe for use by several threads.
 */
final class DataFolder implements AutoCloseable {

    private static final String LOCK_FILE = "in-use.lock";
    private static final String SETUP_FILE = "setup-unfinished";

    private final Path root;
    private final FolderLock lock;

    private DataFolder(Path root, FolderLock lock) {
        this.root = root;
        this.lock = lock;
    }

    /**
     * Creates the folder if need be and takes it.
     *
     * @throws EmbeddedServerException {@link Reason#FOLDER_IN_USE} or {@link Reason#FOLDER_NOT_WRITABLE}
     */
    static DataFolder take(Path folder, String server) {
        Path root = folder.toAbsolutePath().normalize();
        Path lockFile = root.resolve(LOCK_FILE);
        try {
            PrivateFolder.make(root);
            FolderLock lock = FolderLock.tryTake(lockFile)
                    .orElseThrow(() -> new EmbeddedServerException(
                            Reason.FOLDER_IN_USE,
                            server + " cannot use " + root + ": another server (" + FolderLock.ownerOf(lockFile)
                                    + ") is running on it. Stop that one first, or choose another data folder.",
                            null));
            return new DataFolder(root, lock);
        } catch (IOException e) {
            throw new EmbeddedServerException(
                    Reason.FOLDER_NOT_WRITABLE,
                    server + " cannot write to its data folder " + root + " (" + e + "). Give this user the right to"
                            + " write there, free some space, or choose another data folder.",
                    e);
        }
    }

    Path root() {
        return root;
    }

    Path resolve(String name) {
        return root.resolve(name);
    }

    /** True when a first start began and never came to its end: what it left holds nobody's data. */
    boolean setupUnfinished() {
        return Files.exists(resolve(SETUP_FILE));
    }

    /** Notes that the data of this folder are being made. */
    void beginSetup() {
        try {
            Files.writeString(resolve(SETUP_FILE), "The first start did not come to its end; the next begins anew.\n");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write to " + root, e);
        }
    }

    /** Notes that the data of this folder are complete. */
    void endSetup() {
        try {
            Files.deleteIfExists(resolve(SETUP_FILE));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write to " + root, e);
        }
    }

    /** Deletes a folder below this one with all it holds; links are removed, not followed. */
    void discard(Path folder) {
        try {
            FileTrees.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + folder, e);
        }
    }

    @Override
    public void close() {
        lock.close();
    }
}
