package dev.loopline.cli.stack;

import dev.loopline.contracts.path.HomeRoots;
import dev.loopline.contracts.path.NamedFolder;
import dev.loopline.contracts.path.RecordedPaths;
import dev.loopline.contracts.path.RootSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Where Loopline looks beyond the home's own folders. Immutable.
 *
 * @param pathMap where recorded roots lie here, each {@code FROM=TO}
 * @param logRoots further folders with runs, each {@code NAME=DIR}
 * @param workspaceRoots further folders with workspaces, each {@code NAME=DIR}
 * @param variables RD-Agent's own settings of places, from the environment or the home's {@code .env}
 */
public record Places(
        List<String> pathMap, List<String> logRoots, List<String> workspaceRoots, Map<String, String> variables) {

    /** The home's own folders only. */
    public static final Places NONE = new Places(List.of(), List.of(), List.of(), Map.of());

    public Places {
        pathMap = List.copyOf(pathMap);
        logRoots = List.copyOf(logRoots);
        workspaceRoots = List.copyOf(workspaceRoots);
        variables = Map.copyOf(variables);
    }

    /**
     * Reads the options and RD-Agent's own settings.
     *
     * @param environment of this process
     * @throws IllegalArgumentException if a folder cannot be a root, in one sentence
     * @throws IOException if the home is not there
     */
    public static Places read(
            Path home,
            List<String> pathMap,
            List<NamedFolder> logRoots,
            List<NamedFolder> workspaceRoots,
            Map<String, String> environment)
            throws IOException {
        Places options = new Places(pathMap, texts(logRoots), texts(workspaceRoots), environment);
        return new Places(
                options.pathMap,
                options.logRoots,
                options.workspaceRoots,
                options.roots(home).variables());
    }

    private static List<String> texts(List<NamedFolder> folders) {
        return folders.stream().map(NamedFolder::toString).toList();
    }

    /** The roots of a home. */
    public HomeRoots roots(Path home) throws IOException {
        return HomeRoots.open(new RootSettings(
                home,
                variables,
                logRoots,
                workspaceRoots,
                pathMap.stream().map(RecordedPaths.Mapping::parse).toList()));
    }
}
