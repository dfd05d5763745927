package dev.loopline.backfill.codesync;

import dev.loopline.backfill.code.FactorCode;
import dev.loopline.backfill.code.Formula;
import dev.loopline.backfill.code.LibraryFunctions;
import dev.loopline.backfill.code.LibraryFunctions.Access;
import dev.loopline.backfill.metadata.StrategyMeta;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Both shared libraries. Where they are is said by {@value #FACTORS_ROOT} and {@value #STRATEGIES_ROOT}, in the environment
 * or in the {@code .env} of the RD-Agent home; a Windows path is converted. A library that is not configured or not there
 * is skipped, one that cannot be written has failed; neither holds up a loop, whose metadata names no function then. Safe for all threads.
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

    private interface Sync<T> {

        List<T> apply(Path root) throws IOException;
    }

    /** What became of all loops in one library; one result for each if it could be asked. */
    private record Outcome<T>(Access access, String reason, List<T> results) {}

    /** Brings in what these loops have; one result for each, in order. Each library is written at most once. */
    public List<SyncedCode> sync(List<LoopCode> loops) {
        Outcome<FactorLibrary.Brought> ofFactors = sync(
                FACTORS_ROOT,
                root -> factors.computeIfAbsent(root, FactorLibrary::new).sync(loops));
        Outcome<Library> ofStrategies = sync(
                STRATEGIES_ROOT,
                root -> strategies.computeIfAbsent(root, StrategyLibrary::new).sync(loops));
        List<SyncedCode> synced = new ArrayList<>();
        for (int i = 0; i < loops.size(); i++) {
            boolean noFactors = ofFactors.results().isEmpty();
            boolean noStrategies = ofStrategies.results().isEmpty();
            Library factorResult =
                    noFactors ? without(ofFactors) : ofFactors.results().get(i).result();
            Library strategyResult = noStrategies
                    ? without(ofStrategies)
                    : ofStrategies.results().get(i);
            LoopCode loop = loops.get(i);
            synced.add(new SyncedCode(
                    new CodeSync(factorResult, strategyResult),
                    new LibraryFunctions(
                            ofFactors.access(),
                            ofStrategies.access(),
                            ofCode(loop),
                            ofFormulas(loop),
                            noFactors ? Set.of() : ofFactors.results().get(i).held(),
                            (noStrategies ? loop.strategy() != null : strategyResult.definitions() > 0)
                                    ? StrategyMeta.function(loop.loop())
                                    : null)));
        }
        return List.copyOf(synced);
    }

    private static Map<String, LibraryFunctions.Names> ofCode(LoopCode loop) {
        return loop.usable().stream()
                .collect(Collectors.toMap(
                        FactorCode::name,
                        factor -> FactorVersion.of(loop, factor).names(),
                        (first, second) -> first));
    }

    private static Map<Formula, LibraryFunctions.Names> ofFormulas(LoopCode loop) {
        return loop.evaluable().stream()
                .collect(Collectors.toMap(
                        formula -> formula, formula -> FactorVersion.of(formula).names()));
    }

    private static Library without(Outcome<?> outcome) {
        return new Library(outcome.access() == Access.NOT_WRITTEN ? State.FAILED : State.SKIPPED, outcome.reason(), 0);
    }

    private <T> Outcome<T> sync(String variable, Sync<T> library) {
        Optional<String> configured = configured(variable);
        if (configured.isEmpty()) {
            return new Outcome<>(Access.NOT_SET, variable + " is not set", List.of());
        }
        Optional<Path> root = here(configured.get()).filter(Files::isDirectory);
        if (root.isEmpty()) {
            return new Outcome<>(Access.NOT_THERE, variable + " is no folder here: " + configured.get(), List.of());
        }
        try {
            return new Outcome<>(Access.HERE, "", library.apply(root.get()));
        } catch (IOException e) {
            return new Outcome<>(Access.NOT_WRITTEN, "the library cannot be written: " + e, List.of());
        }
    }

    /** Where the library is, or is said to be; empty if nothing says it. */
    public Optional<String> root(String variable) {
        return configured(variable).map(said -> here(said).map(Path::toString).orElse(said));
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
}
