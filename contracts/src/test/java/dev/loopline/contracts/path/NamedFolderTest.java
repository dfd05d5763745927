package dev.loopline.contracts.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamedFolderTest {

    @Test
    void readsNameAndFolder() {
        // When
        NamedFolder folder = NamedFolder.parse("bulk-1=/data/./a=b/../ws/");

        // Then
        assertThat(folder.name()).isEqualTo("bulk-1");
        assertThat(folder.folder()).isEqualTo(Path.of("/data/ws").toAbsolutePath());
        assertThat(NamedFolder.parse(folder.toString())).isEqualTo(folder);
    }

    @Test
    void derivesTheSameNameFromTheSameFolder() {
        assertThat(NamedFolder.parse("/data/a=b/ws").name()).matches("[0-9a-f]{8}");
        assertThat(NamedFolder.parse("/data/ws/")).isEqualTo(NamedFolder.parse("/data//x/../ws"));
        assertThat(NamedFolder.parse("/data/WS").name())
                .isNotEqualTo(NamedFolder.parse("/data/ws").name());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void readsWindowsSpellingsWhereTheDriveIsMounted() {
        assertThat(NamedFolder.parse("F:\\Dev\\ws").folder()).isEqualTo(Path.of("/mnt/f/Dev/ws"));
        assertThat(NamedFolder.parse("f:/dev/ws").name())
                .isEqualTo(NamedFolder.parse("/mnt/f/Dev/ws").name());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "=", "nul\u0000"})
    void refusesWhatIsNoFolder(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> NamedFolder.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x=/data", "@x=/data", ".=/data", "a/b=/data"})
    void takesNoNameThatLooksLikeAPath(String text) {
        assertThat(NamedFolder.parse(text).name()).matches("[0-9a-f]{8}");
    }
}
