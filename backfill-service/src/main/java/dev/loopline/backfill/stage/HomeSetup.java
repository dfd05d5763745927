package dev.loopline.backfill.stage;

import dev.loopline.backfill.codesync.CodeLibraries;
import dev.loopline.backfill.workspace.HomeFolder;
import dev.loopline.contracts.path.HomeRoots;
import dev.loopline.contracts.path.RootSettings;
import dev.loopline.kit.home.ConfiguredRoots;
import dev.loopline.kit.startup.StartupGate;
import dev.loopline.kit.startup.StartupRefusedException;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes the home and the code libraries of the configuration, and refuses to start without a usable home. */
@ApplicationScoped
public class HomeSetup {

    /** Before the channels connect, which happens at 1000 and later. */
    private static final int BEFORE_CHANNELS = 400;

    private static final String VARIABLE = "LOOPLINE_RDAGENT_HOME";

    private final Optional<String> home;
    private final ConfiguredRoots configured;
    private final Optional<String> factorsRoot;
    private final Optional<String> strategiesRoot;
    private final Optional<String> mlflowTrackingUri;

    HomeSetup(
            @ConfigProperty(name = "loopline.rdagent-home") Optional<String> home,
            ConfiguredRoots configured,
            @ConfigProperty(name = CodeLibraries.FACTORS_ROOT) Optional<String> factorsRoot,
            @ConfigProperty(name = CodeLibraries.STRATEGIES_ROOT) Optional<String> strategiesRoot,
            @ConfigProperty(name = "loopline.mlflow-tracking-uri") Optional<String> mlflowTrackingUri) {
        this.home = home;
        this.configured = configured;
        this.factorsRoot = factorsRoot;
        this.strategiesRoot = strategiesRoot;
        this.mlflowTrackingUri = mlflowTrackingUri;
    }

    void onStart(@Observes @Priority(BEFORE_CHANNELS) StartupEvent event) {
        StartupGate.require(this::check);
    }

    private void check() {
        Path folder = path();
        if (!Files.isDirectory(folder)) {
            throw new StartupRefusedException("the RD-Agent home " + folder + " is no folder; set " + VARIABLE
                    + " to the folder with log/" + " and git_ignore_folder/ in it");
        }
        if (!Files.isReadable(folder)) {
            throw new StartupRefusedException(
                    "the RD-Agent home " + folder + " cannot be read; give this user the right to");
        }
        configured.settings(folder);
    }

    private Path path() {
        return home.filter(text -> !text.isBlank())
                .map(Path::of)
                .orElseThrow(() -> new StartupRefusedException(
                        "it is not said where the RD-Agent home is; set " + VARIABLE + " to its folder"));
    }

    @Produces
    @Singleton
    HomeFolder homeFolder() {
        RootSettings settings = configured.settings(path().toAbsolutePath().normalize());
        Map<String, String> environment = new HashMap<>(settings.environment());
        mlflowTrackingUri.ifPresent(uri -> environment.put(HomeRoots.MLFLOW_TRACKING_URI, uri));
        return new HomeFolder(settings.withEnvironment(environment));
    }

    @Produces
    @Singleton
    CodeLibraries codeLibraries() {
        Map<String, String> environment = new HashMap<>();
        factorsRoot.ifPresent(root -> environment.put(CodeLibraries.FACTORS_ROOT, root));
        strategiesRoot.ifPresent(root -> environment.put(CodeLibraries.STRATEGIES_ROOT, root));
        return new CodeLibraries(path(), environment);
    }
}
