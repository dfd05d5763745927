package dev.loopline.cli.stack;

import dev.loopline.cli.text.Texts;
import dev.loopline.contracts.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The classes that each service loads, archived at its end, which saves each later start half of its processor time. In a checkout
 * the rehearsal of the build makes the archives, beside the jars. In a release the first run makes them, in its data folder: they
 * hold for one Java runtime and one build only.
 */
public final class ClassArchives {

    private static final String BESIDE_THE_JAR = "classes.jsa";
    /** An archive of another JDK or another build is left alone, and need not be complained about. */
    private static final List<String> QUIET = List.of("-Xlog:cds=off", "-Xlog:cds+dynamic=off");

    private static final int LENGTH_OF_BUILD = 12;

    private final Installation installation;
    private final DataFolder data;
    private final boolean isRehearsal;

    /** @param isRehearsal whether this run makes the archives of a checkout */
    public ClassArchives(Installation installation, DataFolder data, boolean isRehearsal) {
        this.installation = installation;
        this.data = data;
        this.isRehearsal = isRehearsal;
    }

    /** Names of the services without an archive; they start more slowly than they could. */
    public List<String> missing() {
        return Arrays.stream(Service.values())
                .filter(service -> !Files.isRegularFile(file(service)))
                .map(Service::serviceName)
                .toList();
    }

    /** Whether this run makes archives at its end, which takes some seconds more. */
    boolean areMade() {
        return isRehearsal || (installation.isRelease() && !missing().isEmpty());
    }

    /**
     * The flags for an instance. The JVM has to be started in the folder of the jar, because it compares the class path by its
     * text.
     *
     * @param isFirst whether it is the first instance of the service: only one writes the archive
     */
    List<String> flags(Service service, boolean isFirst) {
        Path file = file(service);
        if (isRehearsal || (installation.isRelease() && isFirst && !Files.isRegularFile(file))) {
            return making(service, file);
        }
        if (!Files.isRegularFile(file)) {
            return List.of();
        }
        List<String> flags = new ArrayList<>(QUIET);
        flags.add("-XX:SharedArchiveFile=" + file);
        return flags;
    }

    private List<String> making(Service service, Path file) {
        List<String> flags = new ArrayList<>(QUIET);
        flags.add("-XX:ArchiveClassesAtExit=" + file);
        if (installation.isRelease()) {
            try {
                Files.createDirectories(data.classArchives());
                removeFormer(service);
            } catch (IOException e) {
                return List.of(); // Later starts are slower, and nothing else differs.
            }
        }
        return flags;
    }

    private void removeFormer(Service service) throws IOException {
        try (DirectoryStream<Path> former =
                Files.newDirectoryStream(data.classArchives(), service.serviceName() + "-*.jsa")) {
            for (Path file : former) {
                Files.delete(file);
            }
        }
    }

    private Path file(Service service) {
        return installation.isRelease()
                ? data.classArchives().resolve(service.serviceName() + "-" + build(service) + ".jsa")
                : installation.jar(service).resolveSibling(BESIDE_THE_JAR);
    }

    /** Which jars and which Java runtime an archive is for. The jars of a release all have the same time. */
    private String build(Service service) {
        Path jar = installation.jar(service);
        StringBuilder text = new StringBuilder(System.getProperty("java.vm.version"))
                .append(' ')
                .append(System.getProperty("java.home"));
        try (Stream<Path> files = Files.walk(jar.getParent())) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                text.append(' ').append(file).append(' ').append(Files.size(file));
            }
        } catch (IOException e) {
            throw new StackException(Texts.text("stack.part.unreadable", e), e);
        }
        return Sha256.of(text.toString().getBytes(StandardCharsets.UTF_8)).hex().substring(0, LENGTH_OF_BUILD);
    }
}
