package dev.loopline.kit.home;

import dev.loopline.contracts.path.HomeRoots;
import dev.loopline.contracts.path.RecordedPaths;
import dev.loopline.contracts.path.RootSettings;
import dev.loopline.kit.startup.StartupRefusedException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The configuration of further roots. Immutable; safe for all threads. */
@Singleton
public class ConfiguredRoots {

    private final List<String> pathMap;
    private final List<String> logRoots;
    private final List<String> workspaceRoots;

    /**
     * @param pathMap {@code FROM=TO}: where recorded roots lie here. Default: none
     * @param logRoots {@code [NAME=]DIR}: further folders with runs. Default: none
     * @param workspaceRoots {@code [NAME=]DIR}: further folders with workspaces. Default: none
     */
    public ConfiguredRoots(
            @ConfigProperty(name = "loopline.path-map") Optional<List<String>> pathMap,
            @ConfigProperty(name = "loopline.log-roots") Optional<List<String>> logRoots,
            @ConfigProperty(name = "loopline.workspace-roots") Optional<List<String>> workspaceRoots) {
        this.pathMap = pathMap.orElse(List.of());
        this.logRoots = logRoots.orElse(List.of());
        this.workspaceRoots = workspaceRoots.orElse(List.of());
    }

    /**
     * The roots of a home, as this configuration and the environment have them.
     *
     * @throws StartupRefusedException if the configuration is wrong; whether the home is usable is not looked at
     */
    public RootSettings settings(Path home) {
        RootSettings settings = new RootSettings(home, System.getenv(), logRoots, workspaceRoots, mappings());
        try {
            HomeRoots.open(settings);
        } catch (IllegalArgumentException e) {
            throw new StartupRefusedException(
                    e.getMessage() + "; correct loopline.log-roots or loopline.workspace-roots", e);
        } catch (IOException e) {
            return settings; // the home is not there yet, which its user finds out
        }
        return settings;
    }

    private List<RecordedPaths.Mapping> mappings() {
        try {
            return pathMap.stream().map(RecordedPaths.Mapping::parse).toList();
        } catch (IllegalArgumentException e) {
            throw new StartupRefusedException(e.getMessage() + "; correct loopline.path-map", e);
        }
    }
}
