package dev.loopline.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {

    private static final Path HOME = Path.of("/home/ann").toAbsolutePath();

    @Test
    void isWhereEachSystemKeepsTheDataOfAUser() {
        assertThat(of(Map.of(), "Linux")).isEqualTo(HOME.resolve(".local/share/loopline"));
        assertThat(of(Map.of("XDG_DATA_HOME", "/data"), "Linux")).isEqualTo(Path.of("/data/loopline"));
        assertThat(of(Map.of(), "Mac OS X")).isEqualTo(HOME.resolve("Library/Application Support/loopline"));
        assertThat(of(Map.of(), "Windows 11")).isEqualTo(HOME.resolve("AppData/Local/loopline"));
        assertThat(of(Map.of("LOCALAPPDATA", "/local"), "Windows 11")).isEqualTo(Path.of("/local/loopline"));
    }

    @Test
    void ignoresARelativeXdgFolderAsTheRulesSay() {
        assertThat(of(Map.of("XDG_DATA_HOME", "data"), "Linux")).isEqualTo(HOME.resolve(".local/share/loopline"));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void closesWhatIsThereFromBeforeToOtherAccounts(@TempDir Path folder) throws IOException {
        // Given a folder that an earlier version made
        DataFolder data = new DataFolder(folder.resolve("data"));
        Files.createDirectories(data.logs());
        Files.createDirectories(data.root().resolve("state"));
        Files.writeString(data.log("bundle-service"), "a secret\n");
        Files.writeString(data.root().resolve("rdagent-home.path"), "/home\n");
        for (Path open : List.of(data.root(), data.logs(), data.root().resolve("state"))) {
            Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
        }

        // When
        data.take().close();

        // Then
        for (Path closed : List.of(data.root(), data.logs(), data.root().resolve("state"))) {
            assertThat(rights(closed)).as("%s", closed).isEqualTo("rwx------");
        }
        assertThat(rights(data.log("bundle-service"))).isEqualTo("rw-------");
        assertThat(rights(data.root().resolve("rdagent-home.path"))).isEqualTo("rw-------");
    }

    private static String rights(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static Path of(Map<String, String> environment, String osName) {
        return DataFolder.ofUser(environment, osName, HOME).root();
    }
}
