package dev.loopline.kit.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.contracts.HomeId;
import dev.loopline.kit.startup.StartupRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HomeIdentityTest {

    @TempDir
    Path home;

    @ParameterizedTest
    @CsvSource({
        "RD-Agent-main, rd-agent-main-",
        "研究, home-",
        "_Lab 2_, lab-2-",
        "a-very-long-name-of-a-folder-that-nobody-would-type, a-very-long-name-of-a-folder-that-"
    })
    void isNamedAfterItsFolder(String folder, String begin) {
        String id = HomeIdentity.made(home.resolve(folder)).id();

        assertThat(id).startsWith(begin).matches(".*-[0-9a-f]{6}");
        assertThat(HomeId.isValid(id)).isTrue();
    }

    @Test
    void differsFromThatOfAnotherHomeOfTheSameName() {
        assertThat(HomeIdentity.made(home)).isNotEqualTo(HomeIdentity.made(home));
    }

    @Test
    void staysInTheHome() throws IOException {
        // Given
        HomeIdentity made = HomeIdentity.made(home);

        // When
        made.keep(home);

        // Then
        assertThat(HomeIdentity.read(home)).contains(made);
        assertThat(HomeIdentity.await(home, Duration.ZERO)).isEqualTo(made);
    }

    @Test
    void isWaitedForUntilTheWatcherMadeIt() {
        assertThat(home).isEmptyDirectory();

        assertThatThrownBy(() -> HomeIdentity.await(home, Duration.ofMillis(100)))
                .isInstanceOf(StartupRefusedException.class)
                .hasMessageContaining("loopline-home.json is not there; start the watcher of this home");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "null", "{}", "[1]", "{\"id\": \"No Such Name\"}", "{\"id\": 7.5}"})
    void isNotGuessedFromAFileThatHoldsSomethingElse(String content) throws IOException {
        // Given
        Path file = home.resolve(HomeIdentity.FILE);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);

        // Then
        assertThatThrownBy(() -> HomeIdentity.read(home))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("does not hold the id of a home");
        assertThat(file).hasContent(content);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "a-", "A", "a_b", "a.b", "a/b", "a b"})
    void takesNoTextThatCannotNameAHome(String text) {
        assertThatThrownBy(() -> new HomeIdentity(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
