package dev.loopline.contracts.path;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Finds a recorded folder in the RD-Agent home of this machine, or in another root.
 *
 * <p>Tried in this order, and only what exists and lies in a root after all links are resolved counts. What is itself a link
 * does not count unless it is a root, and neither does the home as a whole: no loop is recorded there.
 *
 * <ol>
 *   <li>a configured mapping: where the recorded root lies here;
 *   <li>the path itself, in the spelling of this machine;
 *   <li>the end of the path, if it is one of the home's own folders ({@code log/…}, {@code
 *       git_ignore_folder/RD-Agent_workspace/…}, {@code production_bundles/…}, {@code RDagentDB/…}): the same folder of
 *       this home; the longest such end first;
 *   <li>a relative path, below the home;
 *   <li>the last name, if it is 32 hex digits and the folder before it is known as one of workspaces: below each root of
 *       workspaces.
 * </ol>
 *
 * Safe for all threads.
 */
public final class RecordedPaths {

    private static final String WORKSPACE_FOLDER = "RD-Agent_workspace";
    private static final List<List<String>> HOME_LAYOUT = List.of(
            List.of("git_ignore_folder", WORKSPACE_FOLDER),
            List.of("log"),
            List.of("production_bundles"),
            List.of("RDagentDB"));

    private final HomeRoots roots;
    private final WorkspacePlaces workspaces;
    private final Path home;
    private final List<Mapping> mappings;
    private final boolean windows;

    /**
     * @param recordedRoot a folder as it is recorded, such as {@code F:/Dev/RD-Agent-main}
     * @param here where it lies on this machine
     */
    public record Mapping(PortablePath recordedRoot, Path here) {

        /** Reads {@code FROM=TO}; the last {@code =} separates. */
        public static Mapping parse(String text) {
            int equals = text.lastIndexOf('=');
            if (equals < 1 || equals == text.length() - 1) {
                throw new IllegalArgumentException(
                        "a path mapping is written FROM=TO, for example F:/Dev/RD-Agent-main=/data/rdagent, not '"
                                + text + "'");
            }
            return new Mapping(PortablePath.parse(text.substring(0, equals)), Path.of(text.substring(equals + 1)));
        }
    }

    public RecordedPaths(HomeRoots roots) {
        this.roots = roots;
        this.workspaces = new WorkspacePlaces(roots);
        this.home = roots.home();
        this.mappings = roots.mappings();
        this.windows = File.separatorChar == '\\';
    }

    /** The real path of the home. */
    public Path home() {
        return home;
    }

    public HomeRoots roots() {
        return roots;
    }

    /** The folder or file on this machine, its links resolved; empty if it is in no root. */
    public Optional<Path> resolve(String recorded) {
        if (recorded.isBlank()) {
            return Optional.empty();
        }
        PortablePath path = PortablePath.parse(recorded);
        return candidates(path).flatMap(candidate -> inRoot(candidate).stream()).findFirst();
    }

    /**
     * The workspace that a session log names, its links resolved; empty if it is in no root, or can be no workspace. A folder
     * can be one if it lies directly in a root of workspaces, or is named by 32 hex digits and lies neither in a workspace
     * nor among logs, bundles, databases or hidden folders.
     */
    public Optional<Path> workspace(String recorded) {
        if (recorded.isBlank()) {
            return Optional.empty();
        }
        return candidates(PortablePath.parse(recorded))
                .flatMap(candidate -> inRoot(candidate).stream())
                .filter(workspaces::accepts)
                .findFirst();
    }

    /** Whether a folder can be a workspace, by its place and name; see {@link #workspace}. Links have been resolved. */
    public boolean isWorkspace(Path folder) {
        return workspaces.accepts(folder);
    }

    /** Whether RD-Agent makes workspaces in this folder; links have been resolved. */
    public boolean isWorkspaceRoot(Path folder) {
        return workspaces.isRoot(folder);
    }

    /** Like {@link #resolve}, as events spell it. */
    public Optional<String> homeRelative(String recorded) {
        return resolve(recorded).map(this::relativize);
    }

    /** How events spell a real path in a root: relative to the home, or {@code @name/…}; see {@link HomeRoots#spell}. */
    public String relativize(Path inRoot) {
        return roots.spell(inRoot);
    }

    private Stream<Path> candidates(PortablePath path) {
        return Stream.<Supplier<List<Path>>>of(
                        () -> mapped(path),
                        () -> asSpelled(path),
                        () -> byHomeLayout(path),
                        () -> belowHome(path),
                        () -> byName(path))
                .flatMap(step -> step.get().stream());
    }

    private List<Path> mapped(PortablePath path) {
        List<Path> out = new ArrayList<>();
        for (Mapping mapping : mappings) {
            path.relativeTo(mapping.recordedRoot())
                    .flatMap(rest -> below(mapping.here(), rest))
                    .ifPresent(out::add);
        }
        return out;
    }

    private List<Path> asSpelled(PortablePath path) {
        Optional<String> here = windows ? path.onWindows() : path.onPosix();
        return path.isAbsolute() ? here.flatMap(RecordedPaths::path).stream().toList() : List.of();
    }

    private List<Path> byHomeLayout(PortablePath path) {
        List<Path> out = new ArrayList<>();
        List<String> segments = path.segments();
        for (List<String> folder : HOME_LAYOUT) {
            for (int at = 0; at <= segments.size() - folder.size(); at++) {
                if (segments.subList(at, at + folder.size()).equals(folder)) {
                    below(home, segments.subList(at, segments.size())).ifPresent(out::add);
                }
            }
        }
        return out;
    }

    private List<Path> belowHome(PortablePath path) {
        boolean meansNothingHere = path.isAbsolute() || path.onPosix().isEmpty();
        return meansNothingHere
                ? List.of()
                : below(home, path.segments()).stream().toList();
    }

    /** Never by its name alone: the folder before it has to be one of workspaces, wherever that was. */
    private List<Path> byName(PortablePath path) {
        List<String> names = path.segments();
        int last = names.size() - 1;
        Optional<Path> id = last < 0 ? Optional.empty() : path(names.get(last)).filter(WorkspacePlaces::isId);
        boolean isBelowWorkspaces = last > 0 && names.get(last - 1).equals(WORKSPACE_FOLDER)
                || Stream.concat(
                                roots.recordedWorkspaceRoots().stream(),
                                mappings.stream().map(Mapping::recordedRoot))
                        .anyMatch(root -> path.relativeTo(root)
                                .filter(rest -> rest.size() == 1)
                                .isPresent());
        return id.isEmpty() || !isBelowWorkspaces
                ? List.of()
                : roots.workspaces().stream()
                        .flatMap(root -> below(root, List.of(names.get(last))).stream())
                        .toList();
    }

    private static Optional<Path> below(Path base, List<String> names) {
        return path(base.toString() + "/" + String.join("/", names));
    }

    private static Optional<Path> path(String text) {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private Optional<Path> inRoot(Path candidate) {
        try {
            Path real = candidate.toRealPath();
            boolean isRoot = roots.all().stream().anyMatch(root -> root.place().equals(candidate));
            boolean linked = Files.isSymbolicLink(candidate) && !isRoot;
            return !linked && !real.equals(home) && roots.holding(real).isPresent()
                    ? Optional.of(real)
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
