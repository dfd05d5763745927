package dev.loopline.watcher.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class FileSetTest {

    @TempDir
    Path folder;

    /** Made step by step, for no call takes such a path. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void leavesOutWhatLiesBehindAPathThatIsTooLongForAnyCall() throws Exception {
        // Given
        Files.writeString(folder.resolve("factor.py"), "x");
        String step = "n".repeat(240);
        shell("i=0; while [ $i -lt 16 ]; do mkdir " + step + " && cd " + step
                + " || exit 1; i=$((i+1)); done; printf x > " + step);
        try {
            // When
            FileSet files = FileSet.of(Map.of("ws", folder));

            // Then
            assertThat(files.files()).extracting(FileStat::path).containsExactly("factor.py");
        } finally {
            shell("rm -rf nnn*");
        }
    }

    private void shell(String script) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-c", script)
                .directory(folder.toFile())
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
    }
}
