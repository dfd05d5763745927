package dev.loopline.kit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.kit.oidc.TokenVerdict;
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

    private record Provider(Optional<String> issuer, Optional<String> audience, Optional<String> role)
            implements OidcConfig {

        static final OidcConfig NONE = new Provider(Optional.empty(), Optional.empty(), Optional.empty());

        @Override
        public Optional<String> roleClaim() {
            return Optional.empty();
        }
    }

    @Test
    void refusesToStartUnguardedWhereTokensAreConfiguredAndThereIsNone() throws Exception {
        // Given
        Path file = Files.writeString(folder.resolve("tokens"), "# nobody yet\n\n");
        AccessToken token = new AccessToken(new Configured(Optional.empty(), Optional.of(file)), Provider.NONE);

        // When, Then
        assertThatThrownBy(token::read)
                .isInstanceOf(StartupRefusedException.class)
                .hasMessageContaining("LOOPLINE_HTTP_TOKEN_FILE");
    }

    @Test
    void guardsWithTheTokensOfTheFileAndNobodyWhereNoneAreConfigured() throws Exception {
        // Given
        Path file = Files.writeString(folder.resolve("tokens"), "ann secret\n");
        AccessToken guarded = new AccessToken(new Configured(Optional.of("other"), Optional.of(file)), Provider.NONE);
        AccessToken open = new AccessToken(new Configured(Optional.empty(), Optional.empty()), Provider.NONE);

        // When
        guarded.read();
        open.read();

        // Then
        assertThat(guarded.judge("Bearer secret")).isEqualTo(new TokenVerdict.Accepted("ann"));
        assertThat(guarded.judge("Bearer other")).isInstanceOf(TokenVerdict.Refused.class);
        assertThat(guarded.judge("secret")).isInstanceOf(TokenVerdict.Refused.class);
        assertThat(guarded.judge(null)).isInstanceOf(TokenVerdict.Refused.class);
        assertThat(open.isRequired()).isFalse();
    }

    @Test
    void guardsWithAProviderAloneAndRefusesToStartWithHalfOfOne() {
        // Given
        Configured none = new Configured(Optional.empty(), Optional.empty());
        Optional<String> issuer = Optional.of("https://login.example/desk");
        AccessToken guarded =
                new AccessToken(none, new Provider(issuer, Optional.of("loopline"), Optional.of("operator")));
        AccessToken half = new AccessToken(none, new Provider(issuer, Optional.of("loopline"), Optional.empty()));

        // When
        guarded.read();

        // Then
        assertThat(guarded.isRequired()).isTrue();
        assertThat(guarded.judge("Bearer secret")).isInstanceOf(TokenVerdict.Refused.class);
        assertThatThrownBy(half::read)
                .isInstanceOf(StartupRefusedException.class)
                .hasMessageContaining("LOOPLINE_OIDC_ROLE");
    }
}
