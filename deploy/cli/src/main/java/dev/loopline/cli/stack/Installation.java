package dev.loopline.cli.stack;

import dev.loopline.cli.text.Texts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Where the parts of Loopline lie: in a checkout that was built, or in a release that was unpacked, which has a folder
 * {@code services}.
 *
 * @param root the folder of the checkout or of the release
 */
public record Installation(Path root) {

    private static final String SERVICES = "services";
    private static final String RUN_JAR = "quarkus-run.jar";

    public Installation {
        root = root.toAbsolutePath().normalize();
    }

    /** Whether it is a release, which is not built and may not be written to. */
    boolean isRelease() {
        return Files.isDirectory(root.resolve(SERVICES));
    }

    /** Whether all services are there. */
    public boolean isComplete() {
        return Arrays.stream(Service.values()).map(this::jar).allMatch(Files::isRegularFile);
    }

    void requireComplete() {
        for (Service service : Service.values()) {
            if (!Files.isRegularFile(jar(service))) {
                throw new StackException(
                        isRelease()
                                ? Texts.text("stack.service.missing", service.serviceName(), jar(service))
                                : Texts.text("stack.service.unbuilt", service.serviceName(), jar(service)));
            }
        }
    }

    Path jar(Service service) {
        Path folder = isRelease()
                ? Path.of(SERVICES, service.serviceName())
                : Path.of(service.serviceName(), "target", "quarkus-app");
        return root.resolve(folder).resolve(RUN_JAR);
    }

    /** Where PostgreSQL is unpacked once for all data folders, if the build could run it. */
    Path postgres() {
        return root.resolve(Path.of("deploy", "cli", "target", "postgres"));
    }
}
