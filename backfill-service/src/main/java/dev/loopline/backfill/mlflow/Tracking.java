package dev.loopline.backfill.mlflow;

import dev.loopline.backfill.workspace.HomeFolder;
import dev.loopline.backfill.workspace.WorkspaceFolder;
import dev.loopline.contracts.path.PortablePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where mlflow kept the runs of a workspace: at its usual places, and where its tracking URI says, if that is in the
 * workspace or in the home. Nothing outside the home is looked at, and no link is followed. A relative address counts from
 * the workspace, because RD-Agent starts qlib there.
 *
 * @param folders file stores, relative to the workspace
 * @param databases SQLite databases, relative to the workspace
 * @param shared a SQLite database elsewhere in the home, which holds the runs of many workspaces
 */
record Tracking(Set<String> folders, Set<String> databases, Optional<Path> shared) {

    /** mlflow cuts a value at 6,000 characters at most; a longer one was not written by it. */
    static final int LONGEST_VALUE = 32 * 1024;

    private static final Pattern SQLITE = Pattern.compile("sqlite(?:\\+\\w+)?:///(.+)");
    private static final Pattern FILE = Pattern.compile("(?:file:(?://)?)?([^:]+|[A-Za-z]:.+)");
    private static final List<String> USUAL_DATABASES = List.of("mlflow.db", "mlruns.db", "mlruns/mlflow.db");

    static Tracking of(HomeFolder home, WorkspaceFolder workspace, Optional<String> uri) throws IOException {
        Set<String> folders = new LinkedHashSet<>(Set.of("mlruns"));
        Set<String> databases = new LinkedHashSet<>(USUAL_DATABASES);
        Optional<Path> shared = Optional.empty();
        String address = uri.orElse("").strip().split("[?#]", 2)[0];
        Matcher sqlite = SQLITE.matcher(address);
        Matcher file = FILE.matcher(address);
        if (sqlite.matches()) {
            Optional<String> inside = inside(sqlite.group(1), workspace);
            inside.ifPresent(databases::add);
            shared = inside.isPresent() ? shared : elsewhere(sqlite.group(1), home);
        } else if (file.matches()) {
            inside(file.group(1), workspace).ifPresent(folders::add);
        }
        return new Tracking(folders, databases, shared);
    }

    /** The path below the workspace: what follows its id, or a relative path. */
    private static Optional<String> inside(String address, WorkspaceFolder workspace) {
        List<String> steps = steps(address);
        int id = steps.lastIndexOf(workspace.workspaceId());
        boolean relative = !isAbsolute(address);
        List<String> below = id >= 0 ? steps.subList(id + 1, steps.size()) : relative ? steps : List.of();
        return below.isEmpty() || below.contains("..") ? Optional.empty() : Optional.of(String.join("/", below));
    }

    private static Optional<Path> elsewhere(String address, HomeFolder home) throws IOException {
        Optional<Path> database = PortablePath.parse(address.replace("\0", ""))
                .onPosix()
                .map(Path::of)
                .map(Path::normalize);
        if (database.isEmpty() || !database.get().startsWith(home.path())) {
            return Optional.empty();
        }
        String below = home.path().relativize(database.get()).toString().replace('\\', '/');
        int slash = below.lastIndexOf('/');
        Optional<Path> folder = slash < 0 ? Optional.of(home.path()) : home.folder(below.substring(0, slash));
        return folder.map(path -> path.resolve(below.substring(slash + 1)))
                .filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS));
    }

    private static boolean isAbsolute(String address) {
        return address.startsWith("/") || address.startsWith("\\") || address.matches("[A-Za-z]:.*");
    }

    private static List<String> steps(String address) {
        return Stream.of(address.split("[/\\\\]+"))
                .filter(step -> !step.isEmpty() && !step.equals("."))
                .toList();
    }
}
