package dev.loopline.contracts.path;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The RD-Agent home and every further folder below which Loopline looks. All services build it from the same settings, so a
 * folder that one of them spells in an event is found by the others.
 *
 * <p>Events spell a folder below the home relative to it ({@code log/run}), also where {@code log} is a link to another disk,
 * and a folder below a root elsewhere as {@code @name/rest}. A spelling never leads out of its root, and no link inside a
 * root is followed. Where the links at the roots lead is asked again after a second, so that a disk that is mounted later is
 * found. Safe for all threads.
 */
public final class HomeRoots {

    static final String OUTSIDE = "@";
    private static final long FRESH_NANOS = 1_000_000_000;
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
    private volatile RealPaths realPaths;

    /** The roots with their links resolved, in their order. */
    private record RealPaths(List<Path> paths, long readAtNanos) {

        static RealPaths read(List<HomeRoot> roots) {
            return new RealPaths(roots.stream().map(HomeRoot::real).toList(), System.nanoTime());
        }

        boolean isFresh() {
            return System.nanoTime() - readAtNanos < FRESH_NANOS;
        }
    }

    /** @param roots the home first */
    HomeRoots(
            List<HomeRoot> roots,
            List<RecordedPaths.Mapping> mappings,
            List<PortablePath> recordedWorkspaceRoots,
            RdAgentEnvironment environment,
            List<String> remarks) {
        this.roots = List.copyOf(roots);
        this.home = this.roots.get(0).place();
        this.mappings = List.copyOf(mappings);
        this.recordedWorkspaceRoots = List.copyOf(recordedWorkspaceRoots);
        this.environment = environment;
        this.remarks = List.copyOf(remarks);
        this.realPaths = RealPaths.read(this.roots);
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

    /** A root that holds a folder, and its real path. */
    record Held(HomeRoot root, Path base) {}

    /** The innermost root that holds a folder or is it, the first of several; empty if it lies in none. */
    public Optional<HomeRoot> holding(Path real) {
        return innermost(real).stream().map(Held::root).findFirst();
    }

    /** The innermost roots that hold a folder or are it; several if the same folder was named more than once. */
    List<Held> innermost(Path real) {
        List<Held> known = innermost(real, realPaths());
        return known.isEmpty() ? innermost(real, readRealPaths()) : known;
    }

    private List<Held> innermost(Path real, List<Path> bases) {
        List<Held> out = new ArrayList<>();
        int deepest = 0;
        for (int i = 0; i < bases.size(); i++) {
            Path base = bases.get(i);
            if (real.startsWith(base) && base.getNameCount() >= deepest) {
                if (base.getNameCount() > deepest) {
                    out.clear();
                }
                deepest = base.getNameCount();
                out.add(new Held(roots.get(i), base));
            }
        }
        return out;
    }

    /**
     * How events spell a folder.
     *
     * @param real its path, links resolved
     * @return the path as it is, which no service takes for a folder of a loop, if it lies in no root
     */
    public String spell(Path real) {
        List<Held> held = innermost(real);
        if (held.isEmpty()) {
            return slashes(real);
        }
        String spelling = held.get(0).root().spelling();
        Path rest = held.get(0).base().relativize(real);
        if (spelling.isEmpty()) {
            return inHome(rest);
        }
        return rest.toString().isEmpty() ? spelling : spelling + "/" + slashes(rest);
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

    /**
     * Whether a folder was removed, as far as the disk shows: it is not there, but its root is, and holds something. A root that
     * is missing or empty is a disk that is not mounted. Of a folder that lies in no root of its own kind, but just
     * somewhere in the home or in a mapped folder, the folder above has to be there and hold something.
     */
    public boolean isGone(String spelled) {
        return RootedPath.of(this, spelled)
                .map(place -> !Files.exists(place.path(), LinkOption.NOFOLLOW_LINKS) && isFilled(holder(place)))
                .orElse(false);
    }

    /** The roots that are there and hold something, links resolved: what {@link #isGone} says may change when they do. */
    public List<Path> filled() {
        return readRealPaths().stream().filter(HomeRoots::isFilled).toList();
    }

    private static Path holder(RootedPath place) {
        Path parent = place.path().getParent();
        boolean isSomewhere = place.root().is(HomeRoot.Kind.HOME, HomeRoot.Kind.MAPPED);
        return isSomewhere && parent != null ? parent : place.base();
    }

    private static boolean isFilled(Path folder) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            return entries.iterator().hasNext();
        } catch (IOException | DirectoryIteratorException e) {
            return false;
        }
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
        List<Path> bases = realPaths();
        return IntStream.range(0, bases.size())
                .filter(i -> roots.get(i).is(kinds))
                .mapToObj(bases::get);
    }

    /** The roots with their links resolved, in the order of {@link #all}. */
    List<Path> realPaths() {
        RealPaths known = realPaths;
        return known.isFresh() ? known.paths() : readRealPaths();
    }

    private List<Path> readRealPaths() {
        RealPaths read = RealPaths.read(roots);
        realPaths = read;
        return read.paths();
    }

    /** A folder of the home whose name begins with {@code @} must not look like one of another root. */
    static String inHome(Path relative) {
        String text = slashes(relative);
        return text.startsWith(OUTSIDE) ? "./" + text : text;
    }

    private static String slashes(Path path) {
        return path.toString().replace(File.separatorChar, '/');
    }
}
