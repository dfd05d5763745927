package dev.loopline.contracts.path;

import dev.loopline.contracts.path.HomeRoot.Kind;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Puts the roots of a home together: RD-Agent's own folders, configured ones, those of its settings, mapped ones. */
final class RootCollection {

    private static final List<String> SERVER_TRACES =
            List.of("RD-Agent_server_trace", "traces", "git_ignore_folder/traces");

    private final RootSettings settings;
    private final Path home;
    private final Path homeAsNamed;
    private final RdAgentEnvironment environment;
    private final List<HomeRoot> roots = new ArrayList<>();
    private final Map<String, Path> named = new HashMap<>();
    private final List<PortablePath> recordedWorkspaceRoots = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();

    RootCollection(RootSettings settings) throws IOException {
        this.settings = settings;
        this.home = settings.home().toRealPath();
        this.homeAsNamed = settings.home().toAbsolutePath().normalize();
        this.environment = RdAgentEnvironment.read(home, settings.environment());
        if (!environment.remark().isEmpty()) {
            remarks.add(environment.remark());
        }
    }

    HomeRoots roots() {
        roots.add(new HomeRoot(Kind.HOME, "", home, HomeRoot.DEFAULT));
        add(Kind.LOGS, home.resolve("log"), HomeRoot.DEFAULT);
        add(Kind.WORKSPACES, home.resolve("git_ignore_folder/RD-Agent_workspace"), HomeRoot.DEFAULT);
        SERVER_TRACES.forEach(folder -> add(Kind.TRACES, home.resolve(folder), HomeRoot.DEFAULT));
        configured(Kind.LOGS, settings.logRoots(), "--log-root");
        configured(Kind.WORKSPACES, settings.workspaceRoots(), "--workspace-root");
        variable(Kind.RUN, HomeRoots.LOG_TRACE_PATH);
        variable(Kind.TRACES, HomeRoots.UI_TRACE_FOLDER);
        HomeRoots.WORKSPACE_PATHS.forEach(name -> variable(Kind.WORKSPACES, name));
        settings.mappings().forEach(this::mapped);
        return new HomeRoots(roots, settings.mappings(), recordedWorkspaceRoots, environment, remarks);
    }

    private void configured(Kind kind, List<String> folders, String option) {
        for (String text : folders) {
            NamedFolder folder = NamedFolder.parse(text);
            if (holdsHome(folder.folder())) {
                throw new IllegalArgumentException(option + " " + folder.folder()
                        + " is the RD-Agent home or holds it; name the folder of the runs or workspaces itself");
            }
            add(kind, folder, option);
        }
    }

    /** A folder of RD-Agent's settings; what cannot be a root is passed over with a remark, because RD-Agent runs all the same. */
    private void variable(Kind kind, String name) {
        Optional<String> value = environment.get(name);
        if (value.isEmpty()) {
            return;
        }
        PortablePath recorded = PortablePath.parse(value.get());
        Optional<Path> place = place(recorded);
        if (kind == Kind.WORKSPACES && recorded.isAbsolute()) {
            recordedWorkspaceRoots.add(recorded);
        }
        if (place.isEmpty()) {
            remarks.add(name + "=" + value.get() + " is passed over: no folder of this machine can be meant");
        } else if (holdsHome(place.get())) {
            remarks.add(name + "=" + value.get() + " is passed over: it is the RD-Agent home or holds it");
        } else {
            add(kind, place.get(), name);
        }
    }

    private Optional<Path> place(PortablePath recorded) {
        boolean windows = File.separatorChar == '\\';
        try {
            Optional<Path> mapped = settings.mappings().stream()
                    .flatMap(mapping -> recorded
                            .relativeTo(mapping.recordedRoot())
                            .map(rest -> mapping.here().resolve(String.join("/", rest)))
                            .stream())
                    .filter(Files::isDirectory)
                    .findFirst();
            Optional<String> here = windows ? recorded.onWindows() : recorded.onPosix();
            return mapped.or(() -> here.map(text -> home.resolve(text)))
                    .map(path -> path.toAbsolutePath().normalize());
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** The folder that a mapping leads to, if anything but the home itself: with its workspaces, or as a whole. */
    private void mapped(RecordedPaths.Mapping mapping) {
        Path place = mapping.here().toAbsolutePath().normalize();
        boolean isHome =
                place.equals(home) || place.equals(homeAsNamed) || real(place).equals(home);
        if (!isHome) {
            add(holdsWorkspaces(place) ? Kind.WORKSPACES : Kind.MAPPED, place, "--path-map");
        }
    }

    private static boolean holdsWorkspaces(Path folder) {
        try (DirectoryStream<Path> entries =
                Files.newDirectoryStream(folder, entry -> WorkspacePlaces.isId(entry.getFileName()))) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    return true;
                }
            }
            return false;
        } catch (IOException | DirectoryIteratorException e) {
            return false;
        }
    }

    private boolean holdsHome(Path folder) {
        return home.startsWith(real(folder)) || homeAsNamed.startsWith(folder);
    }

    private static Path real(Path place) {
        return new HomeRoot(Kind.MAPPED, "", place, HomeRoot.DEFAULT).real();
    }

    private void add(Kind kind, Path place, String origin) {
        add(kind, NamedFolder.of(place), origin);
    }

    private void add(Kind kind, NamedFolder folder, String origin) {
        Path place = folder.folder();
        String spelling = inHome(place).orElseGet(() -> outside(folder));
        boolean isKnown = roots.stream()
                .anyMatch(root -> root.kind() == kind
                        && root.place().equals(place)
                        && root.spelling().equals(spelling));
        if (!isKnown) {
            roots.add(new HomeRoot(kind, spelling, place, origin));
        }
    }

    /** How a folder of the home is spelled: by its place, or where it really lies. */
    private Optional<String> inHome(Path place) {
        Path real = real(place);
        return Stream.of(home, homeAsNamed)
                .filter(place::startsWith)
                .map(base -> base.relativize(place))
                .findFirst()
                .or(() -> real.startsWith(home) ? Optional.of(home.relativize(real)) : Optional.empty())
                .map(HomeRoots::inHome);
    }

    private String outside(NamedFolder folder) {
        Path other = named.putIfAbsent(folder.name(), folder.folder());
        if (other != null && !other.equals(folder.folder())) {
            throw new IllegalArgumentException("two roots have the name " + folder.name() + ": " + other + " and "
                    + folder.folder() + "; give one of them another name");
        }
        return HomeRoots.OUTSIDE + folder.name();
    }
}
