package dev.loopline.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryFolderTest {

    /** Greater than the numbers that Linux, macOS and Windows give to processes by default. */
    private static final String NO_PROCESS = "loopline-4999999-";

    @TempDir
    Path folder;

    /** A run that unpacks something, as a program of its own. */
    public static final class Run {
        public static void main(String[] args) throws IOException {
            TemporaryFolder.tidy();
            Path own = Path.of(System.getProperty("java.io.tmpdir"));
            Files.createDirectories(own.resolve("unpacked"));
            // As those do that unpack a native library.
            Files.writeString(own.resolve("unpacked").resolve("library.so"), "")
                    .toFile()
                    .deleteOnExit();
            new PrintWriter(System.out, true, UTF_8).println("unpacked");
        }
    }

    @Test
    void isRemovedAtTheEndAndWithItWhatKilledRunsLeft() throws Exception {
        // Given
        Files.writeString(
                Files.createDirectory(folder.resolve(NO_PROCESS + "a")).resolve("library.so"), "");
        Path running = Files.createDirectory(
                folder.resolve("loopline-" + ProcessHandle.current().pid() + "-b"));
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Path kept = Files.writeString(elsewhere.resolve("kept"), "");
        Path link = Files.createSymbolicLink(folder.resolve(NO_PROCESS + "c"), elsewhere);

        // When
        run(Files.createDirectory(folder.resolve("loopline-1-d")));

        // Then
        assertThat(folder).isDirectoryNotContaining("glob:**a").isDirectoryNotContaining("glob:**d");
        assertThat(running).isDirectory();
        assertThat(link).isSymbolicLink();
        assertThat(kept).isRegularFile();
        assertThat(elsewhere).isDirectoryNotContaining("glob:**lock");
    }

    private static void run(Path own) throws Exception {
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + own,
                        "-Dloopline.temporary=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Run.class.getName())
                .redirectErrorStream(true)
                .start();
        String said = new String(program.getInputStream().readAllBytes(), UTF_8);
        assertThat(program.waitFor()).as(said).isZero();
        assertThat(said).contains("unpacked");
    }
}
