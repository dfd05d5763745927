package dev.loopline.contracts.path;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * All that decides where Loopline looks. Immutable.
 *
 * @param home the RD-Agent home
 * @param environment the environment variables of the process; they win over the home's {@code .env}
 * @param logRoots further folders with runs, each {@code DIR} or {@code NAME=DIR}
 * @param workspaceRoots further folders with workspaces, each {@code DIR} or {@code NAME=DIR}
 * @param mappings where recorded roots lie on this machine
 */
public record RootSettings(
        Path home,
        Map<String, String> environment,
        List<String> logRoots,
        List<String> workspaceRoots,
        List<RecordedPaths.Mapping> mappings) {

    public RootSettings {
        environment = Map.copyOf(environment);
        logRoots = List.copyOf(logRoots);
        workspaceRoots = List.copyOf(workspaceRoots);
        mappings = List.copyOf(mappings);
    }

    /** A home without further settings but those in its {@code .env}. */
    public static RootSettings of(Path home) {
        return new RootSettings(home, Map.of(), List.of(), List.of(), List.of());
    }

    public RootSettings withEnvironment(Map<String, String> variables) {
        return new RootSettings(home, variables, logRoots, workspaceRoots, mappings);
    }

    public RootSettings withLogRoots(List<String> folders) {
        return new RootSettings(home, environment, folders, workspaceRoots, mappings);
    }

    public RootSettings withWorkspaceRoots(List<String> folders) {
        return new RootSettings(home, environment, logRoots, folders, mappings);
    }

    public RootSettings withMappings(List<RecordedPaths.Mapping> some) {
        return new RootSettings(home, environment, logRoots, workspaceRoots, some);
    }
}
