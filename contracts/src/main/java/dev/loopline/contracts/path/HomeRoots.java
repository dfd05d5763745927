package dev.loopline.contracts.path;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The RD-Agent home and every further folder below which Loopline looks. All services build it from the same settings, so a
 * folder that one of them spells in an event is found by the others.
 *
 * <p>Events spell a folder below the home relative to it ({@code log/run}), also where {@code log} is a link to another disk,
 * and a folder below a root elsewhere as {@code @name/rest}. A spelling never leads out of its root, and no link inside a
 * root is followed. The value is immutable, but whether a folder is there is asked anew each time; safe for all threads.
 */
public final class HomeRoots {

    static final String OUTSIDE = "@";
    static final String LOG_TRACE_PATH = "LOG_TRACE_PATH";
    static final String UI_TRACE_FOLDER = "UI_TRACE_FOLDER";
    static final List<String> WORKSPACE_PATHS = List.of("WORKSPACE_PATH", "RD_AGENT_SETTINGS__WORKSPACE_PATH");

    /** The variable that says where mlflow keeps its runs. */
    public static final String MLFLOW_TRACKING_URI = "MLFLOW_TRACKING_URI";

    private static final List<String> VARIABLES = List.of(
            LOG_TRACE_PATH, UI_TRACE_FOLDER, WORKSPACE_PATHS.get(0), WORKSPACE_PATHS.get(1), MLFLOW_TRACKING_URI);

    private final Path home;
    private final List<HomeRoot> roots;
    private final List<RecordedPaths.Mapping> mappings;
    private final List<PortablePath> recordedWorkspaceRoots;
    private final RdAgentEnvironment environment;
    private final List<String> remarks;

    HomeRoots(
            Path home,
            List<HomeRoot> roots,
            List<RecordedPaths.Mapping> mappings,
            List<PortablePath> recordedWorkspaceRoots,
            RdAgentEnvironment environment,
            List<String> remarks) {
        this.home = home;
        this.roots = List.copyOf(roots);
        this.mappings = List.copyOf(mappings);
        this.recordedWorkspaceRoots = List.copyOf(recordedWorkspaceRoots);
        this.environment = environment;
        this.remarks = List.copyOf(remarks);
    }

    /**
     * Reads the home's {@code .env} and puts the roots together.
     *
     * @throws IOException if the home is not there
     * @throws IllegalArgumentException if a configured root cannot be one, in one sentence
     */
    public static HomeRoots open(RootSettings settings) throws IOException {
        return new RootCollection(settings).roots();
    }

    /** The real path of the home. */
    public Path home() {
        return home;
    }

    /** All roots, the home first. A root that is configured twice, or lies below another, is in it as well. */
    public List<HomeRoot> all() {
        return roots;
    }

    /** Where runs are looked for at any depth; such a folder may be a run itself. Links resolved, none below another. */
    public List<Path> logs() {
        return outermost(HomeRoot.Kind.LOGS, HomeRoot.Kind.RUN);
    }

    /** Where the server UI writes traces. Links resolved, none below another or below {@link #logs}. */
    public List<Path> traces() {
        List<Path> logs = logs();
        return outermost(HomeRoot.Kind.TRACES).stream()
                .filter(folder -> logs.stream().noneMatch(folder::startsWith))
                .toList();
    }

    /** The folders in which RD-Agent makes its workspaces. Links resolved, each once. */
    public List<Path> workspaces() {
        return real(HomeRoot.Kind.WORKSPACES).distinct().toList();
    }

    public List<RecordedPaths.Mapping> mappings() {
        return mappings;
    }

    /** Where RD-Agent keeps its mlflow runs, if its settings say so; as they say it. */
    public Optional<String> mlflowTrackingUri() {
        return environment.get(MLFLOW_TRACKING_URI);
    }

    /**
     * Those of RD-Agent's settings that say where things lie, from the environment or the {@code .env}: a process with these
     * as its environment sees the same roots.
     */
    public Map<String, String> variables() {
        Map<String, String> out = new TreeMap<>();
        VARIABLES.forEach(name -> environment.get(name).ifPresent(value -> out.put(name, value)));
        return out;
    }

    /** Settings that were passed over, each with the reason. */
    public List<String> remarks() {
        return remarks;
    }

    /** Folders of workspaces as RD-Agent's settings spell them, which may be those of another machine. */
    List<PortablePath> recordedWorkspaceRoots() {
        return recordedWorkspaceRoots;
    }

    /** The innermost root that holds a folder or is it, the first of several; empty if it lies in none. */
    public Optional<HomeRoot> holding(Path real) {
        return innermost(real).stream().findFirst();
    }

    /** The innermost roots that hold a folder or are it; several if the same folder was named more than once. */
    List<HomeRoot> innermost(Path real) {
        List<HomeRoot> out = new ArrayList<>();
        int deepest = 0;
        for (HomeRoot root : roots) {
            Path base = root.real();
            if (real.startsWith(base) && base.getNameCount() >= deepest) {
                if (base.getNameCount() > deepest) {
                    out.clear();
                }
                deepest = base.getNameCount();
                out.add(root);
            }
        }
        return out;
    }

    /**
     * How events spell a folder.
     *
     * @param real its path, links resolved
     * @throws IllegalArgumentException if it lies in no root
     */
    public String spell(Path real) {
        HomeRoot root = holding(real)
                .orElseThrow(() -> new IllegalArgumentException(real + " is neither in the home nor in another root"));
        Path rest = root.real().relativize(real);
        if (root.spelling().isEmpty()) {
            return inHome(rest);
        }
        return rest.toString().isEmpty() ? root.spelling() : root.spelling() + "/" + slashes(rest);
    }

    /**
     * Where a spelling lies, whether it is there or not.
     *
     * @return empty if it names no known root, or leads out of it, or is the home as a whole
     */
    public Optional<Path> locate(String spelled) {
        return RootedPath.of(this, spelled).map(RootedPath::path);
    }

    /**
     * The file or folder of a spelling.
     *
     * @return empty if it is not there, leads out of its root, or is reached through a link inside it
     */
    public Optional<Path> resolve(String spelled) {
        return RootedPath.of(this, spelled).filter(RootedPath::isPlain).map(RootedPath::path);
    }

    /**
     * The root that a spelling begins with. While it is not there, what lies in it is not gone but not mounted.
     *
     * @return empty if the spelling names no known root
     */
    public Optional<HomeRoot> rootOf(String spelled) {
        return RootedPath.of(this, spelled).map(RootedPath::root);
    }

    private List<Path> outermost(HomeRoot.Kind... kinds) {
        List<Path> out = new ArrayList<>();
        List<Path> all = real(kinds).distinct().toList();
        for (Path folder : all) {
            boolean isBelowAnother = all.stream().anyMatch(other -> !other.equals(folder) && folder.startsWith(other));
            if (!isBelowAnother) {
                out.add(folder);
            }
        }
        return out;
    }

    private Stream<Path> real(HomeRoot.Kind... kinds) {
        return roots.stream().filter(root -> root.is(kinds)).map(HomeRoot::real);
    }

    /** A folder of the home whose name begins with {@code @} must not look like one of another root. */
    static String inHome(Path relative) {
        String text = slashes(relative);
        return text.startsWith(OUTSIDE) ? "./" + text : text;
    }

    private static String slashes(Path relative) {
        return relative.toString().replace(File.separatorChar, '/');
    }
}
