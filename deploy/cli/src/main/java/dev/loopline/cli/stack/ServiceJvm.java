package dev.loopline.cli.stack;

import dev.loopline.cli.text.Texts;
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
    /**
     * Everything is compiled by the quick compiler, except what computes digests: only the other compiler uses the
     * processor's instructions for that, which makes it ten times as fast.
     */
    private static final String DIRECTIVES = "compiler-directives.json";

    private ServiceJvm() {}

    /**
     * @param data where files for the JVM may lie
     */
    public static List<String> flags(Service service, DataFolder data) {
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
            throw new StackException(Texts.text("stack.data.unwritten", data, e.getMessage()), e);
        }
    }
}
