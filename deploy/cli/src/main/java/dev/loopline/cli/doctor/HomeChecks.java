package dev.loopline.cli.doctor;

import dev.loopline.cli.status.RegistryFile;
import dev.loopline.contracts.file.FileSystemKind;
import dev.loopline.contracts.path.HomeRoot;
import dev.loopline.contracts.path.HomeRoots;
import dev.loopline.contracts.path.RdAgentEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The homes: whether they are there, can be read and written, what lies in them, and whether changes are reported. */
final class HomeChecks {

    private static final List<String> LIBRARIES = List.of("RD_FACTORS_LIB_ROOT", "RD_STRATEGIES_LIB_ROOT");
    private static final Duration CLOCKS_APART = Duration.ofMinutes(2);

    private final Machine machine;
    private final Clock clock;

    HomeChecks(Machine machine, Clock clock) {
        this.machine = machine;
        this.clock = clock;
    }

    List<Diagnosis> look(Patient patient) throws IOException {
        List<Diagnosis> found = new ArrayList<>();
        patient.aistock().map(home -> folder("aistock", home)).ifPresent(found::add);
        if (patient.home().isEmpty()) {
            found.add(Diagnosis.advice("home", "unnamed"));
            return found;
        }
        Path home = patient.home().get();
        Diagnosis there = folder("home", home);
        found.add(there);
        if (there.level() == Diagnosis.Level.TROUBLE) {
            return found;
        }
        found.addAll(settings(patient, home));
        found.add(registry(home));
        HomeContents contents = HomeContents.of(patient.places().roots(home));
        found.add(contents.diagnosis());
        found.add(events(home, contents));
        found.add(clocks(contents));
        return found;
    }

    private static Diagnosis folder(String key, Path folder) {
        if (!Files.exists(folder)) {
            return Diagnosis.trouble(key, "missing", folder);
        }
        if (!Files.isDirectory(folder)) {
            return Diagnosis.trouble(key, "file", folder);
        }
        if (!Files.isReadable(folder)) {
            return Diagnosis.trouble(key, "unreadable", folder, System.getProperty("user.name"));
        }
        for (String part : List.of("", "RDagentDB", "production_bundles", "rdagent_data", "rdagent_assets")) {
            Path place = folder.resolve(part);
            if (Files.exists(place) && !Files.isDirectory(place)) {
                return Diagnosis.trouble(key, "part", place);
            }
            if (Files.exists(place) && !Files.isWritable(place)) {
                return Diagnosis.trouble(key, "locked", place, System.getProperty("user.name"));
            }
        }
        return Diagnosis.well(key, "well", folder);
    }

    private static List<Diagnosis> settings(Patient patient, Path home) throws IOException {
        List<Diagnosis> found = new ArrayList<>();
        RdAgentEnvironment environment = RdAgentEnvironment.read(home, patient.environment());
        if (!environment.remark().isEmpty()) {
            found.add(Diagnosis.trouble("settings", "unreadable", environment.remark()));
        }
        HomeRoots roots = patient.places().roots(home);
        roots.remarks().stream()
                .filter(remark -> !remark.equals(environment.remark()))
                .forEach(remark -> found.add(Diagnosis.advice("settings", "passed", remark)));
        for (HomeRoot root : roots.all()) {
            boolean isChosen = !root.origin().equals(HomeRoot.DEFAULT) && root.kind() != HomeRoot.Kind.MAPPED;
            if (isChosen && !root.isThere()) {
                found.add(Diagnosis.advice("settings", "root", root.origin(), root.place()));
            }
        }
        roots.mappings().stream()
                .filter(mapping -> !Files.isDirectory(mapping.here()))
                .forEach(mapping -> found.add(Diagnosis.trouble("settings", "mapping", mapping.here())));
        for (String library : LIBRARIES) {
            Optional<String> place = environment.get(library);
            if (place.isPresent() && !Files.isDirectory(Path.of(place.get()))) {
                found.add(Diagnosis.advice("settings", "library", library, place.get()));
            }
        }
        if (found.isEmpty()) {
            found.add(Diagnosis.well("settings", "well", roots.all().size()));
        }
        return found;
    }

    private Diagnosis registry(Path home) throws IOException {
        Path file = RegistryFile.of(home);
        if (!Files.exists(file)) {
            return Diagnosis.well("registry", "none", file);
        }
        if (Files.isRegularFile(file) && Files.size(file) == 0) {
            return Diagnosis.trouble("registry", "empty", file);
        }
        try (Connection connection = RegistryFile.open(file);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM sqlite_master WHERE type = 'table'")) {
            int tables = rows.next() ? rows.getInt(1) : 0;
            boolean crosses = machine.isWsl() && !FileSystemKind.of(file).fileEventsArrive();
            return crosses
                    ? Diagnosis.advice("registry", "wsl", file)
                    : Diagnosis.well("registry", "well", file, tables);
        } catch (SQLException e) {
            return Diagnosis.trouble("registry", "damaged", file, e.getMessage());
        }
    }

    private Diagnosis events(Path home, HomeContents contents) throws IOException {
        FileSystemKind kind = FileSystemKind.of(home);
        long watches = machine.watches().orElse(Long.MAX_VALUE);
        if (!kind.fileEventsArrive()) {
            return Diagnosis.advice("events", "silent", home, kind.name());
        }
        return watches < contents.folders()
                ? Diagnosis.advice("events", "few", watches, contents.folders())
                : Diagnosis.well("events", "well", kind.name(), contents.folders());
    }

    private Diagnosis clocks(HomeContents contents) {
        Instant newest = contents.newest();
        return newest.isAfter(clock.instant().plus(CLOCKS_APART))
                ? Diagnosis.advice("clock", "ahead", newest, clock.instant())
                : Diagnosis.well("clock", "well");
    }
}
