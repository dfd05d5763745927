package dev.loopline.catalog.stage;

import dev.loopline.catalog.state.CatalogState;
import dev.loopline.contracts.file.AtomicFile;
import dev.loopline.kit.broker.BrokerAccess;
import dev.loopline.kit.lease.BrokerLease;
import dev.loopline.kit.startup.StartupRefusedException;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The lease of the catalogs, in the name of this instance's state: who has another state is another instance. */
@Singleton
class LeaseKeeper {

    private static final String NAME_FILE = "instance-name";
    private static final int TAKEN_OVER = 3;

    @Produces
    @Singleton
    BrokerLease lease(
            BrokerAccess broker,
            CatalogState state,
            CatalogConfig config,
            @ConfigProperty(name = "quarkus.application.name") String serviceName) {
        Path folder = Objects.requireNonNull(state.file().toAbsolutePath().getParent());
        // Nothing orderly comes after the loss: the end of an orderly stop writes files and publishes.
        return new BrokerLease(
                broker,
                serviceName,
                name(folder),
                config.leaseTimeout(),
                () -> Runtime.getRuntime().halt(TAKEN_OVER));
    }

    void close(@Disposes BrokerLease lease) {
        lease.close();
    }

    /** Made once for a state folder. */
    private static String name(Path folder) {
        Path file = folder.resolve(NAME_FILE);
        try {
            return Files.readString(file).strip();
        } catch (NoSuchFileException e) {
            return newName(file);
        } catch (IOException e) {
            throw new StartupRefusedException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static String newName(Path file) {
        String name = UUID.randomUUID().toString();
        try {
            AtomicFile.replaceDurably(
                    file, file.resolveSibling("." + NAME_FILE + ".tmp"), name.getBytes(StandardCharsets.UTF_8));
            return name;
        } catch (IOException e) {
            throw new StartupRefusedException(file + " cannot be written: " + e.getMessage(), e);
        }
    }
}
