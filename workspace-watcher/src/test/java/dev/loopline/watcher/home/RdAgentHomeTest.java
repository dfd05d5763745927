package dev.loopline.watcher.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.contracts.file.FileSystemKind;
import dev.loopline.kit.startup.StartupRefusedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RdAgentHomeTest {

    @TempDir
    Path folder;

    @Test
    void saysWhatIsWrongWithTheHome() throws Exception {
        // Given
        Path file = Files.writeString(folder.resolve("file"), "x");

        // When / Then
        assertThatThrownBy(() -> RdAgentHome.open(folder.resolve("nowhere"), List.of()))
                .isInstanceOf(StartupRefusedException.class)
                .hasMessageContaining("does not exist");
        assertThatThrownBy(() -> RdAgentHome.open(file, List.of()))
                .isInstanceOf(StartupRefusedException.class)
                .hasMessageContaining("is not a folder");
    }

    @Test
    void takesAnEmptyHomeAndLeavesNothingInIt() throws Exception {
        // When
        RdAgentHome home = RdAgentHome.open(folder, List.of());

        // Then
        assertThat(home.isEmpty()).isTrue();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void knowsFileSystemsThatReportNoChanges() {
        for (String name : List.of("9p", "v9fs", "drvfs", "nfs4", "cifs", "fuse.sshfs", "fuseblk")) {
            assertThat(FileSystemKind.named(name).fileEventsArrive()).as(name).isFalse();
        }
        assertThat(FileSystemKind.named("ext4").fileEventsArrive()).isTrue();
    }
}
