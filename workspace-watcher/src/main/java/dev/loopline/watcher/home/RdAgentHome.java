package dev.loopline.watcher.home;

import dev.loopline.contracts.file.FileSystemKind;
import dev.loopline.contracts.path.HomeRoots;
import dev.loopline.contracts.path.RecordedPaths;
import dev.loopline.contracts.path.RootSettings;
import dev.loopline.kit.startup.StartupRefusedException;
import java.io.IOException;
import java.nio.file.Files;
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
        return open(RootSettings.of(folder).withMappings(mappings));
    }

    /** The same with further roots. */
    public static RdAgentHome open(RootSettings settings) {
        Path folder = settings.home();
        if (!Files.exists(folder)) {
            throw new StartupRefusedException("the RD-Agent home " + folder
                    + " does not exist; set LOOPLINE_RDAGENT_HOME to the folder that holds RD-Agent's log/ folder");
        }
        if (!Files.isDirectory(folder)) {
            throw new StartupRefusedException("the RD-Agent home " + folder
                    + " is not a folder; set LOOPLINE_RDAGENT_HOME to the folder that holds RD-Agent's log/ folder");
        }
        try {
            RecordedPaths paths = new RecordedPaths(HomeRoots.open(settings));
            requireWritable(paths.home());
            return new RdAgentHome(paths, FileSystemKind.of(paths.home()));
        } catch (IOException e) {
            throw new StartupRefusedException(
                    "the RD-Agent home " + folder + " cannot be read (" + e.getMessage()
                            + "); check its drive and its access rights",
                    e);
        }
    }

    /** A file is made and removed: access bits are not reliable on network mounts and for the superuser. */
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

    /** The home and all other folders below which loops are looked for. */
    public HomeRoots roots() {
        return paths.roots();
    }

    /**
     * Folders with runs at any depth; each may be a run itself. {@code log/} of the home is the first. Links are resolved at
     * each call, so a root that is mounted later is found; none lies below another.
     */
    public List<Path> logRoots() {
        return roots().logs();
    }

    /** Folders with workspaces; {@code git_ignore_folder/RD-Agent_workspace} is the first. Links are resolved at each call. */
    public List<Path> workspaceRoots() {
        return roots().workspaces();
    }

    /** Folders in which the server UI keeps traces, {@code <scenario>/<name>/}. Links are resolved at each call. */
    public List<Path> traceRoots() {
        return roots().traces();
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

    /** Whether no folder with runs or workspaces is there yet. */
    public boolean isEmpty() {
        return Stream.of(logRoots(), traceRoots(), workspaceRoots())
                .flatMap(List::stream)
                .noneMatch(folder -> Files.isDirectory(folder));
    }
}
