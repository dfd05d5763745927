package dev.loopline.kit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.kit.startup.StartupRefusedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessTokenTest {

    @TempDir
    Path folder;

    private record Configured(Optional<String> token, Optional<Path> tokenFile) implements HttpConfig {
        @Override
        public Optional<List<String>> hosts() {
            return Optional.empty();
        }
    }

    @Test
    void refusesToStartUnguardedWhereTokensAreConfiguredAndThereIsNone() throws Exception {
        // Given
        Path file = Files.writeString(folder.resolve("tokens"), "# nobody yet\n\n");
        AccessToken token = new AccessToken(new Configured(Optional.empty(), Optional.of(file)));

        // When, Then
        assertThatThrownBy(token::read)
                .isInstanceOf(StartupRefusedException.class)
                .hasMessageContaining("LOOPLINE_HTTP_TOKEN_FILE");
    }

    @Test
    void guardsWithTheTokensOfTheFileAndNobodyWhereNoneAreConfigured() throws Exception {
        // Given
        Path file = Files.writeString(folder.resolve("tokens"), "ann secret\n");
        AccessToken guarded = new AccessToken(new Configured(Optional.of("other"), Optional.of(file)));
        AccessToken open = new AccessToken(new Configured(Optional.empty(), Optional.empty()));

        // When
        guarded.read();
        open.read();

        // Then
        assertThat(guarded.nameOf("secret")).contains("ann");
        assertThat(guarded.nameOf("other")).isEmpty();
        assertThat(open.isRequired()).isFalse();
    }
}
