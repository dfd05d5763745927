package dev.loopline.catalog.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The disk of the state is full in the middle of the work. */
@EnabledOnOs(OS.LINUX)
class FullDiskTest {

    @TempDir
    Path folder;

    @Test
    void losesNothingAndGoesOnWhenThereIsRoom() throws Exception {
        // Given: a disk of four megabytes that only the program sees and that ends with it
        Path state = Files.createDirectory(folder.resolve("state"));
        String mount = "mount -t tmpfs -o size=4m none '" + state + "'";
        Assumptions.assumeTrue(run(mount).exitCode() == 0, "this user may mount nothing");

        // When
        Output output = run(mount + " && " + program(state));

        // Then
        assertThat(output.text())
                .contains("full: No space left on device", "transient true: ", "SQLITE_FULL")
                .contains("whole true", "went on true", "kept true");
        assertThat(output.exitCode()).isZero();
    }

    private record Output(int exitCode, String text) {}

    private static Output run(String script) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script)
                .redirectErrorStream(true)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Output(process.waitFor(), text);
    }

    private String program(Path state) throws IOException {
        Path arguments = Files.writeString(
                folder.resolve("arguments"),
                String.join("\n", List.of("-Xmx128m", "-cp", System.getProperty("java.class.path"))));
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return java + " @" + arguments + " " + FullDiskProgram.class.getName() + " '" + state + "'";
    }
}
