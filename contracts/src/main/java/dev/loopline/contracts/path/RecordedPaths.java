package dev.loopline.contracts.path;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds a recorded folder in the RD-Agent home of this machine.
 *
 * <p>Tried in this order, and only what exists and lies below the home after all links are resolved counts. What is itself
 * a link does not count, and neither does the home as a whole: no loop is recorded there.
 *
 * <ol>
 *   <li>a configured mapping: where the recorded root lies here;
 *   <li>the path itself, in the spelling of this machine;
 *   <li>the end of the path, if it is one of the home's own folders ({@code log/…}, {@code
 *       git_ignore_folder/RD-Agent_workspace/…}, {@code production_bundles/…}, {@code RDagentDB/…}): the same folder of
 *       this home; the longest such end first;
 *   <li>a relative path, below the home.
 * </ol>
 *
 * Safe for all threads.
 */
public final class RecordedPaths {

    private static final List<List<String>> HOME_LAYOUT = List.of(
            List.of("git_ignore_folder", "RD-Agent_workspace"),
            List.of("log"),
            List.of("production_bundles"),
            List.of("RDagentDB"));

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

    /**
     * @param home the RD-Agent home; has to exist
     * @throws IOException if the home cannot be read
     */
    public RecordedPaths(Path home, List<Mapping> mappings) throws IOException {
        this.home = home.toRealPath();
        this.mappings = List.copyOf(mappings);
        this.windows = File.separatorChar == '\\';
    }

    /** The real path of the home. */
    public Path home() {
        return home;
    }

    /** The folder or file on this machine, its links resolved; empty if it is not in the home. */
    public Optional<Path> resolve(String recorded) {
        if (recorded.isBlank()) {
            return Optional.empty();
        }
        PortablePath path = PortablePath.parse(recorded);
        return Stream.of(mapped(path), asSpelled(path), byHomeLayout(path), belowHome(path))
                .flatMap(List::stream)
                .flatMap(candidate -> inHome(candidate).stream())
                .findFirst();
    }

    /** Like {@link #resolve}, relative to the home, with {@code /}. */
    public Optional<String> homeRelative(String recorded) {
        return resolve(recorded).map(this::relativize);
    }

    /** A path in the home, relative to it, with {@code /}. */
    public String relativize(Path inHome) {
        return home.relativize(inHome).toString().replace(File.separatorChar, '/');
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

    private Optional<Path> inHome(Path candidate) {
        try {
            Path real = candidate.toRealPath();
            boolean linked = Files.isSymbolicLink(candidate);
            return real.startsWith(home)
                            && !real.equals(home)
                            && !linked
                            && Files.exists(real, LinkOption.NOFOLLOW_LINKS)
                    ? Optional.of(real)
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
