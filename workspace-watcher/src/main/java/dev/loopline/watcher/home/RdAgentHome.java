package dev.loopline.watcher.home;

import dev.loopline.contracts.path.RecordedPaths;
import dev.loopline.kit.startup.StartupRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The RD-Agent home and its folders. Immutable; safe for all threads.
 *
 * @param paths finds recorded folders in it
 * @param fileSystem what it lies on
 */
public record RdAgentHome(RecordedPaths paths, FileSystemKind fileSystem) {

    /**
     * Checks the home.
     *
     * @param folder as configured
     * @param mappings where recorded roots lie on this machine
     * @throws StartupRefusedException with what is wrong and what to do
     */
    public static RdAgentHome open(Path folder, List<RecordedPaths.Mapping> mappings) {
        if (!Files.exists(folder)) {
            throw new StartupRefusedException("the RD-Agent home " + folder
                    + " does not exist; set LOOPLINE_RDAGENT_HOME to the folder that holds RD-Agent's log/ folder");
        }
        if (!Files.isDirectory(folder)) {
            throw new StartupRefusedException("the RD-Agent home " + folder
                    + " is not a folder; set LOOPLINE_RDAGENT_HOME to the folder that holds RD-Agent's log/ folder");
        }
        try {
            RecordedPaths paths = new RecordedPaths(folder, mappings);
            requireWritable(paths.home());
            return new RdAgentHome(paths, FileSystemKind.of(paths.home()));
        } catch (IOException e) {
            throw new StartupRefusedException(
                    "the RD-Agent home " + folder + " cannot be read (" + e.getMessage()
                            + "); check its drive and its access rights",
                    e);
        }
    }

    /** A file is made and removed: access bits do not tell the truth on network mounts and for the superuser. */
    private static void requireWritable(Path home) {
        try {
            Files.delete(Files.createTempFile(home, ".loopline-", ".check"));
        } catch (IOException e) {
            throw new StartupRefusedException(
                    "the RD-Agent home " + home + " cannot be written (" + e.getMessage()
                            + "); metadata files and the registry go there, so give this user the right to write",
                    e);
        }
    }

    public Path root() {
        return paths.home();
    }

    /** {@code log/}: session logs, and workspaces in the layout of the initialisation guide. */
    public Path logs() {
        return root().resolve("log");
    }

    /** Where RD-Agent really makes its workspaces. */
    public Path workspaces() {
        return root().resolve("git_ignore_folder").resolve("RD-Agent_workspace");
    }

    /** Where the registry lies unless configured otherwise. */
    public Path defaultRegistry() {
        return root().resolve("RDagentDB").resolve("registry.sqlite");
    }

    /** Whether nothing of a home is there: it was moved away, or its disk is not mounted. */
    public boolean isAway() {
        try (Stream<Path> entries = Files.list(root())) {
            return entries.allMatch(entry -> entry.endsWith("production_bundles"));
        } catch (IOException e) {
            return true;
        }
    }

    /** Whether neither of the folders with workspaces is there yet. */
    public boolean isEmpty() {
        return !Files.isDirectory(logs(), LinkOption.NOFOLLOW_LINKS)
                && !Files.isDirectory(workspaces(), LinkOption.NOFOLLOW_LINKS);
    }
}
