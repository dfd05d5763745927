package dev.loopline.kit.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.kit.startup.StartupRefusedException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderSettingsTest {

    private static final Map<String, String> WHOLE =
            Map.of("issuer", "https://login.example/desk", "audience", "loopline", "role", "operator");

    @Test
    void isOffWhereNothingIsSet() {
        assertThat(read(Map.of())).isEmpty();
        assertThat(read(Map.of("issuer", " ", "role", ""))).isEmpty();
    }

    @Test
    void takesTheClaimThatIsNamed() {
        assertThat(read(WHOLE).orElseThrow().claims()).contains("roles", "scope", "realm_access/roles");

        Map<String, String> named = new HashMap<>(WHOLE);
        named.put("role-claim", "permissions");
        assertThat(read(named).orElseThrow().claims()).containsExactly("permissions");
    }

    @ParameterizedTest
    @ValueSource(strings = {"issuer", "audience", "role"})
    void refusesHalfASetting(String missing) {
        Map<String, String> half = new HashMap<>(WHOLE);
        half.remove(missing);

        assertThatThrownBy(() -> read(half))
                .isInstanceOf(StartupRefusedException.class)
                .hasMessageContaining("without " + ProviderSettings.variable(missing));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://login.example/desk", "login.example", "https:///desk", "file:///keys", "ht tp://x"})
    void refusesAnIssuerWhoseKeysAnybodyCouldSend(String issuer) {
        Map<String, String> settings = new HashMap<>(WHOLE);
        settings.put("issuer", issuer);

        assertThatThrownBy(() -> read(settings))
                .isInstanceOf(StartupRefusedException.class)
                .hasMessageContaining("LOOPLINE_OIDC_ISSUER");
    }

    @Test
    void takesAProviderOnThisMachineWithoutEncryption() {
        Map<String, String> settings = new HashMap<>(WHOLE);
        settings.put("issuer", "http://localhost:8180/realms/desk");

        assertThat(read(settings)).isPresent();
    }

    private static Optional<ProviderSettings> read(Map<String, String> settings) {
        return ProviderSettings.read(name -> Optional.ofNullable(settings.get(name)));
    }
}
