package dev.loopline.backfill.codesync;

import dev.loopline.contracts.event.CodeSync;
import dev.loopline.contracts.event.CodeSync.Library;
import dev.loopline.contracts.event.CodeSync.State;
import dev.loopline.contracts.path.DotEnv;
import dev.loopline.contracts.path.PortablePath;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Both shared libraries. Where they are is said by {@value #FACTORS_ROOT} and {@value #STRATEGIES_ROOT}, in the environment
 * or in the {@code .env} of the RD-Agent home; a Windows path is converted. A library that is not configured or not there
 * is skipped, one that cannot be written has failed; neither holds up a loop. Safe for all threads.
 */
public final class CodeLibraries {

    public static final String FACTORS_ROOT = "RD_FACTORS_LIB_ROOT";
    public static final String STRATEGIES_ROOT = "RD_STRATEGIES_LIB_ROOT";

    private final Path dotEnv;
    private final Map<String, String> environment;
    private final Map<Path, FactorLibrary> factors = new ConcurrentHashMap<>();
    private final Map<Path, StrategyLibrary> strategies = new ConcurrentHashMap<>();

    /**
     * @param home the RD-Agent home
     * @param environment what the environment sets of the two; wins over the home's {@code .env}
     */
    public CodeLibraries(Path home, Map<String, String> environment) {
        this.dotEnv = home.resolve(".env");
        this.environment = Map.copyOf(environment);
    }

    private interface Sync {

        List<Library> apply(Path root) throws IOException;
    }

    /** Brings in what these loops have; one result for each, in order. Each library is written at most once. */
    public List<CodeSync> sync(List<LoopCode> loops) {
        List<Library> ofFactors = sync(
                FACTORS_ROOT,
                loops,
                root -> factors.computeIfAbsent(root, FactorLibrary::new).sync(loops));
        List<Library> ofStrategies = sync(
                STRATEGIES_ROOT,
                loops,
                root -> strategies.computeIfAbsent(root, StrategyLibrary::new).sync(loops));
        List<CodeSync> results = new ArrayList<>();
        for (int i = 0; i < loops.size(); i++) {
            results.add(new CodeSync(ofFactors.get(i), ofStrategies.get(i)));
        }
        return results;
    }

    private List<Library> sync(String variable, List<LoopCode> loops, Sync library) {
        Optional<String> configured = configured(variable);
        if (configured.isEmpty()) {
            return all(loops, State.SKIPPED, variable + " is not set");
        }
        Optional<Path> root = here(configured.get()).filter(Files::isDirectory);
        if (root.isEmpty()) {
            return all(loops, State.SKIPPED, variable + " is no folder here: " + configured.get());
        }
        try {
            return library.apply(root.get());
        } catch (IOException e) {
            return all(loops, State.FAILED, "the library cannot be written: " + e);
        }
    }

    private Optional<String> configured(String variable) {
        String set = environment.getOrDefault(variable, "").strip();
        String value = set.isEmpty() ? fromHome().getOrDefault(variable, "").strip() : set;
        return Optional.of(value).filter(text -> !text.isEmpty());
    }

    private Map<String, String> fromHome() {
        try {
            return Files.isRegularFile(dotEnv)
                    ? DotEnv.parse(new String(Files.readAllBytes(dotEnv), StandardCharsets.UTF_8), System.getenv())
                    : Map.of();
        } catch (IOException e) {
            return Map.of();
        }
    }

    private static Optional<Path> here(String recorded) {
        PortablePath path = PortablePath.parse(recorded);
        try {
            return (File.separatorChar == '\\' ? path.onWindows() : path.onPosix()).map(Path::of);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static List<Library> all(List<LoopCode> loops, State state, String reason) {
        return Collections.nCopies(loops.size(), new Library(state, reason, 0));
    }
}
