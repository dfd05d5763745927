package dev.loopline.cli.stack;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * What the build left in the folder of Loopline.
 *
 * @param repository the folder of Loopline
 */
public record BuiltServices(Path repository) {

    /** Whether all services are there. */
    public boolean isComplete() {
        return Arrays.stream(Service.values()).map(this::jar).allMatch(Files::isRegularFile);
    }

    /** Names of the services without an archive of their classes; they start more slowly than they could. */
    public List<String> withoutClassArchive() {
        return Arrays.stream(Service.values())
                .filter(service -> !Files.isRegularFile(jar(service).resolveSibling(ServiceJvm.CLASS_ARCHIVE)))
                .map(Service::serviceName)
                .toList();
    }

    void requireComplete() {
        for (Service service : Service.values()) {
            if (!Files.isRegularFile(jar(service))) {
                throw new StackException("The " + service.serviceName() + " is not built (" + jar(service)
                        + " is missing); run `mvn -DskipTests package` in the folder of Loopline.");
            }
        }
    }

    Path jar(Service service) {
        return repository.resolve(Path.of(service.serviceName(), "target", "quarkus-app", "quarkus-run.jar"));
    }

    /** Where PostgreSQL is unpacked once for all data folders, if the build could run it. */
    Path postgres() {
        return repository.resolve(Path.of("deploy", "cli", "target", "postgres"));
    }
}
