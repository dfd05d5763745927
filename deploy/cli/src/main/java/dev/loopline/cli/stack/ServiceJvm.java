package dev.loopline.cli.stack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The flags of a service's JVM: small and quick to start, because five of these share one machine with the broker and the
 * database. What each flag buys was measured: see {@code docs/adr/0006}.
 */
public final class ServiceJvm {

    private static final int NATIVE_ACCESS_ASKED_SINCE = 22;
    /** In the folder of the built service; see {@link #flags}. */
    static final String CLASS_ARCHIVE = "classes.jsa";

    /**
     * Everything is compiled by the quick compiler, except what computes digests: only the other compiler uses the
     * processor's instructions for that, which makes it ten times as fast.
     */
    private static final String DIRECTIVES = "compiler-directives.json";

    private ServiceJvm() {}

    /**
     * @param jar the service's; the JVM has to be started in its folder, or it does not take the archive of classes
     * @param data where files for the JVM may lie
     * @param archiveClasses whether the classes that this run loads are archived at its end, for later starts
     */
    public static List<String> flags(Service service, Path jar, DataFolder data, boolean archiveClasses) {
        List<String> flags = new ArrayList<>(List.of(
                "-Xms96m",
                "-Xmn48m",
                "-Xmx" + service.heapMegabytes() + "m",
                "-XX:+UseSerialGC",
                "-XX:SurvivorRatio=2",
                "-XX:MinHeapFreeRatio=60",
                "-XX:-UsePerfData",
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:CompilerDirectivesFile=" + directives(data),
                "-XX:CompileCommand=quiet",
                "-XX:+ExitOnOutOfMemoryError",
                "-Dfile.encoding=UTF-8"));
        if (archiveClasses) {
            flags.add("-XX:ArchiveClassesAtExit=" + CLASS_ARCHIVE);
        } else if (Files.isRegularFile(jar.resolveSibling(CLASS_ARCHIVE))) {
            // An archive of another JDK or another build is left alone, and need not be complained about.
            flags.addAll(List.of("-XX:SharedArchiveFile=" + CLASS_ARCHIVE, "-Xlog:cds=off", "-Xlog:cds+dynamic=off"));
        }
        if (Runtime.version().feature() >= NATIVE_ACCESS_ASKED_SINCE) {
            flags.add("--enable-native-access=ALL-UNNAMED");
        }
        return flags;
    }

    private static Path directives(DataFolder data) {
        try (InputStream directives = ServiceJvm.class.getResourceAsStream(DIRECTIVES)) {
            byte[] text = Objects.requireNonNull(directives, DIRECTIVES).readAllBytes();
            return Files.write(data.compilerDirectives(), text);
        } catch (IOException e) {
            throw new StackException("The data folder " + data + " cannot be written: " + e.getMessage() + ".", e);
        }
    }
}
