package dev.loopline.catalog.stage;

import dev.loopline.catalog.export.CatalogFiles;
import dev.loopline.catalog.export.ExportSchedule;
import dev.loopline.catalog.state.CatalogState;
import dev.loopline.contracts.file.FolderLock;
import dev.loopline.kit.consume.Waiting;
import dev.loopline.kit.lease.Fence;
import dev.loopline.kit.startup.StartupRefusedException;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Opens state and files where the configuration says. Each refusal is one sentence that says what to do. */
@Singleton
class CatalogRooms {

    private final CatalogConfig config;
    private final Optional<Path> home;
    private final Optional<Path> stateDir;
    private @Nullable FolderLock lock;

    CatalogRooms(
            CatalogConfig config,
            @ConfigProperty(name = "loopline.rdagent-home") Optional<Path> home,
            @ConfigProperty(name = "loopline.state-dir") Optional<Path> stateDir) {
        this.config = config;
        this.home = home;
        this.stateDir = stateDir;
    }

    @Produces
    @Singleton
    CatalogState state() {
        Path folder = stateDir.orElseThrow(
                        () -> new StartupRefusedException(
                                "no state folder is configured; set LOOPLINE_STATE_DIR to a folder for the catalog's own state"))
                .toAbsolutePath();
        writable(folder, "state folder");
        try {
            lock = InstanceLock.acquire(folder);
            return CatalogState.open(folder);
        } catch (IOException | SQLException e) {
            throw new StartupRefusedException(
                    "the state in " + folder + " cannot be opened: " + e.getMessage()
                            + "; give the user of this service access, or set LOOPLINE_STATE_DIR to another folder",
                    e);
        }
    }

    @Produces
    @Singleton
    CatalogFiles files(CatalogState state, Fence fence) {
        List<Path> folders = new ArrayList<>();
        folders.add(
                config.folder().orElseGet(() -> home().resolve("rdagent_data")).toAbsolutePath());
        config.alsoFolder().map(Path::toAbsolutePath).ifPresent(folders::add);
        folders.forEach(folder -> writable(folder, "catalog folder"));
        return new CatalogFiles(state::reader, folders, olderPlace(folders), fence);
    }

    /** Where the scripts of RD-Agent write and its results API reads, unless another second folder was named. */
    private List<Path> olderPlace(List<Path> named) {
        return home
                .filter(unused -> named.size() == 1)
                .map(folder -> folder.resolve("RDagentDB").resolve("aistock").toAbsolutePath())
                .filter(folder -> !named.contains(folder))
                .stream()
                .toList();
    }

    @Produces
    @Singleton
    ExportSchedule schedule(CatalogFiles files, Waiting waiting) {
        return new ExportSchedule(files, config.window(), failure -> waiting.standsStill("CatalogFiles", failure));
    }

    void closeState(@Disposes CatalogState state) throws SQLException, IOException {
        state.close();
        if (lock != null) {
            lock.close();
        }
    }

    private Path home() {
        Path folder = home.orElseThrow(() -> new StartupRefusedException(
                "no RD-Agent home is configured; set LOOPLINE_RDAGENT_HOME to the folder of RD-Agent"));
        if (!Files.isDirectory(folder)) {
            throw new StartupRefusedException(
                    "the RD-Agent home " + folder + " is not a folder; set LOOPLINE_RDAGENT_HOME to one that exists");
        }
        return folder;
    }

    private static void writable(Path folder, String what) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new StartupRefusedException(
                    "the " + what + " " + folder + " cannot be made: " + e.getMessage()
                            + "; make it, or configure another one",
                    e);
        }
        if (!Files.isWritable(folder)) {
            throw new StartupRefusedException(
                    "the " + what + " " + folder + " is not writable; give the user of this service access");
        }
    }
}
