package dev.loopline.watcher.discovery;

import dev.loopline.kit.session.RunPlaces;
import dev.loopline.kit.session.RunReader;
import dev.loopline.kit.session.Scenario;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the folders of runs at any depth below the roots of logs, by what is in them and not by their names. Runs of other
 * scenarios than qlib's, and folders that look like a run without being one that is read, are reported. For one thread.
 */
final class RunFinder {

    static final String STATES = "__session__";
    static final String WORKSPACE = "workspace_";

    private static final Pattern LOOP = Pattern.compile("Loop_([0-9]{1,9})");
    private static final Pattern NUMBER = Pattern.compile("([0-9]{1,9})");
    private static final Pattern PROCESS = Pattern.compile("[0-9]+(-[0-9]+)*");

    /** The tags of 0.3 lie in these; {@code init} is there as well, and holds no loop. */
    private static final Set<String> FLAT = Set.of("r", "d", "ef", "init");

    /** Deeper folders, and more of them, are no logs of RD-Agent. */
    private static final int MAX_DEPTH = 6;

    private static final int MAX_FOLDERS = 20_000;

    private final FolderListings listings;
    private Map<Path, Scenario> scenarios = new HashMap<>();
    private Map<Path, Scenario> nextScenarios = new HashMap<>();
    private List<RunFolder> runs = new ArrayList<>();
    private List<Path> taskFolders = new ArrayList<>();
    private List<Unassigned> odd = new ArrayList<>();
    private Set<Path> seen = new HashSet<>();

    RunFinder(FolderListings listings) {
        this.listings = listings;
    }

    /**
     * What lies below the roots.
     *
     * @param runs runs that may be carried, in the order of their paths
     * @param taskFolders folders of runs, and folders that hold workspaces in the layout of the initialisation guide
     * @param odd what looks like a run and is not carried
     */
    record Found(List<RunFolder> runs, List<Path> taskFolders, List<Unassigned> odd) {

        Found {
            runs = List.copyOf(runs);
            taskFolders = List.copyOf(taskFolders);
            odd = List.copyOf(odd);
        }
    }

    /**
     * Looks for runs.
     *
     * @param logs roots that are gone through
     * @param server roots below which RD-Agent's web server writes traces
     * @throws IOException if the disk fails
     */
    Found find(List<Path> logs, List<Path> server) throws IOException {
        runs = new ArrayList<>();
        taskFolders = new ArrayList<>();
        odd = new ArrayList<>();
        seen = new HashSet<>();
        nextScenarios = new HashMap<>();
        Set<Path> roots = new HashSet<>(logs);
        roots.addAll(server);
        for (Path root : logs) {
            visit(new Place(root, false, 0, false), roots::contains);
        }
        for (Path root : server) {
            visit(new Place(root, true, 0, false), roots::contains);
        }
        scenarios = nextScenarios;
        return new Found(runs, taskFolders, odd);
    }

    /** A folder, and whether it lies in that of a run: there, folders of tags are no traces of their own. */
    private record Place(Path folder, boolean ofServer, int depth, boolean inRun) {

        boolean isRoot() {
            return depth == 0;
        }

        Place below(Path child, boolean isRun) {
            return new Place(child, ofServer, depth + 1, inRun || (isRun && !isRoot()));
        }
    }

    private void visit(Place place, Predicate<Path> isRoot) throws IOException {
        if (!seen.add(place.folder()) || place.depth() > MAX_DEPTH || seen.size() > MAX_FOLDERS) {
            return;
        }
        List<Path> children = listings.in(place.folder());
        boolean run = addIfRun(place, children);
        boolean workspaces = children.stream().anyMatch(RunFinder::isWorkspace);
        if (!place.isRoot() && (run || workspaces)) {
            taskFolders.add(place.folder());
        }
        if (!run && !place.isRoot() && !place.inRun() && addIfTraceWithoutLoops(place, children)) {
            return;
        }
        for (Path child : children) {
            Place below = place.below(child, run);
            boolean ofTag = below.inRun() && isProcess(child);
            if (!ofTag && !isInside(child, run) && !isRoot.test(child)) {
                visit(below, isRoot);
            }
        }
    }

    private boolean addIfRun(Place place, List<Path> children) throws IOException {
        SortedSet<Integer> traced = numbers(children, LOOP);
        Path states = place.folder().resolve(STATES);
        boolean session = children.contains(states);
        boolean flat = traced.isEmpty() && isFlat(children, session);
        if (traced.isEmpty() && !session && !flat) {
            return false;
        }
        SortedSet<Integer> saved = session ? numbers(listings.in(states), NUMBER) : new TreeSet<>();
        RunFolder run = new RunFolder(place.folder(), place.ofServer(), traced, saved, flat);
        Scenario scenario = scenario(run);
        if (scenario.kind() == Scenario.Kind.FOREIGN) {
            odd.add(new Unassigned(
                    place.folder().toString(),
                    "it is a run of RD-Agent's scenario " + scenario.name()
                            + ", which has no factors or models of qlib"));
        } else if (run.loops().isEmpty()) {
            odd.add(new Unassigned(
                    place.folder().toString(),
                    flat && !session
                            ? "it is a trace of RD-Agent 0.3 without its __session__, so nothing tells its loops apart"
                            : "it is a run of RD-Agent without any loop so far"));
        } else {
            runs.add(run);
        }
        return true;
    }

    /** Folders of tags with folders of processes in them, but neither loops nor a session. */
    private boolean addIfTraceWithoutLoops(Place place, List<Path> children) throws IOException {
        for (Path child : children) {
            boolean tag = !isWorkspace(child) && listings.in(child).stream().anyMatch(RunFinder::isProcess);
            if (tag) {
                RunFolder run =
                        new RunFolder(place.folder(), place.ofServer(), new TreeSet<>(), new TreeSet<>(), false);
                Scenario scenario = scenario(run);
                odd.add(new Unassigned(
                        place.folder().toString(),
                        scenario.kind() == Scenario.Kind.FOREIGN
                                ? "it is a run of RD-Agent's scenario " + scenario.name()
                                        + ", which has no factors or models of qlib"
                                : "it looks like a trace of RD-Agent, but holds neither Loop_<n> nor __session__;"
                                        + " its layout is not known, or its first loop has not begun"));
                return true;
            }
        }
        return false;
    }

    /** The scenario is read again while it is unknown: a run that has just begun has not written it yet. */
    private Scenario scenario(RunFolder run) {
        Scenario known = scenarios.get(run.path());
        Scenario now = known == null || known.kind() == Scenario.Kind.UNKNOWN && listings.isChanged()
                ? new RunReader(new RunPlaces(run.path(), run.path())).scenario()
                : known;
        nextScenarios.put(run.path(), now);
        return now;
    }

    /** A trace of 0.3 has its tags in folders of one or two letters. */
    private boolean isFlat(List<Path> children, boolean session) throws IOException {
        for (Path child : children) {
            boolean candidate = FLAT.contains(name(child));
            if (candidate && (session || listings.in(child).stream().anyMatch(tag -> holdsProcesses(tag)))) {
                return true;
            }
        }
        return false;
    }

    private boolean holdsProcesses(Path tag) {
        try {
            return listings.in(tag).stream().anyMatch(RunFinder::isProcess);
        } catch (IOException e) {
            return false; // the next look tries again
        }
    }

    /** What belongs to a run or a workspace; there are no further runs below it. */
    private static boolean isInside(Path child, boolean ofRun) {
        String name = name(child);
        return name.equals(STATES)
                || isWorkspace(child)
                || LOOP.matcher(name).matches()
                || ofRun && FLAT.contains(name);
    }

    private static boolean isWorkspace(Path child) {
        return name(child).startsWith(WORKSPACE);
    }

    private static boolean isProcess(Path child) {
        return PROCESS.matcher(name(child)).matches();
    }

    private static SortedSet<Integer> numbers(List<Path> folders, Pattern pattern) {
        SortedSet<Integer> numbers = new TreeSet<>();
        for (Path folder : folders) {
            Matcher number = pattern.matcher(name(folder));
            if (number.matches()) {
                numbers.add(Integer.valueOf(number.group(1)));
            }
        }
        return numbers;
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }
}
