package dev.loopline.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemdTest {

    private static final Path UNIT = Path.of("src", "main", "release", "share", "systemd", "loopline.service");

    @TempDir
    Path folder;

    @Test
    void theUnitIsOneThatSystemdTakes() throws Exception {
        // Given: the command that it names is there
        assumeTrue(Commands.isThere("systemd-analyze"), "systemd-analyze is not installed");
        Path command = Files.writeString(folder.resolve("loopline"), "#!/bin/sh\n");
        assertThat(command.toFile().setExecutable(true)).isTrue();
        Path unit = Files.writeString(
                folder.resolve("loopline.service"),
                Files.readString(UNIT).replace("/opt/loopline/bin/loopline", command.toString()));

        // When
        Process process = new ProcessBuilder("systemd-analyze", "verify", unit.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        // Then
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).doesNotContain("loopline.service:");
    }
}
