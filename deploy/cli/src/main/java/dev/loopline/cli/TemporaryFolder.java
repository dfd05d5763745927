package dev.loopline.cli;

import dev.loopline.contracts.file.FolderLock;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.io.FileUtils;

/**
 * The folder in which this program unpacks native libraries: the script makes one for each run, {@code loopline-<process>-<random>}.
 * It is removed when the program ends, and those of programs that were killed when a later one starts.
 */
final class TemporaryFolder {

    /** Set by the script that made the folder. */
    private static final String IS_OURS = "loopline.temporary";

    private static final Pattern NAME = Pattern.compile("loopline-(\\d{1,10})-.*");
    private static final String LOCK = "lock";

    private TemporaryFolder() {}

    /** Removes what killed programs left, and this program's own folder at its end, if it has one. */
    static void tidy() {
        if (Boolean.getBoolean(IS_OURS)) {
            tidy(Path.of(System.getProperty("java.io.tmpdir")));
        }
    }

    private static void tidy(Path own) {
        own.toFile().deleteOnExit(); // before anything in it is named: what is named first is deleted last
        try {
            // Held until the end of the process, however that comes.
            FolderLock.tryTake(own.resolve(LOCK));
            removeLeftovers(own);
        } catch (IOException e) {
            return; // Some files more in the folder for temporary ones, which is no reason not to work.
        } finally {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> empty(own), "loopline-tidy"));
        }
    }

    private static void removeLeftovers(Path own) throws IOException {
        try (DirectoryStream<Path> folders =
                Files.newDirectoryStream(own.toAbsolutePath().getParent(), "loopline-*")) {
            for (Path folder : folders) {
                Matcher name = NAME.matcher(folder.getFileName().toString());
                if (name.matches() && isOver(Long.parseLong(name.group(1))) && isOurs(folder, own) && isFree(folder)) {
                    FileUtils.deleteQuietly(folder.toFile());
                }
            }
        }
    }

    private static boolean isOver(long process) {
        return ProcessHandle.of(process).isEmpty();
    }

    /** Others may put what they like into a folder that all share, such as a link to somewhere else. */
    private static boolean isOurs(Path folder, Path own) throws IOException {
        return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                && Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(own));
    }

    /** Numbers of processes are not the same in a container that shares the folder; locks are. */
    private static boolean isFree(Path folder) {
        try {
            Optional<FolderLock> lock = FolderLock.tryTake(folder.resolve(LOCK));
            lock.ifPresent(FolderLock::close);
            return lock.isPresent();
        } catch (IOException e) {
            return false; // of another account
        }
    }

    /** What other threads make while the program ends is left to those who made it; the folder itself goes last of all. */
    private static void empty(Path own) {
        try {
            FileUtils.cleanDirectory(own.toFile());
        } catch (IOException e) {
            return;
        }
    }
}
