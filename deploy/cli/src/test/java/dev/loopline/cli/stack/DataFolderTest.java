package dev.loopline.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

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

    private static Path of(Map<String, String> environment, String osName) {
        return DataFolder.ofUser(environment, osName, HOME).root();
    }
}
